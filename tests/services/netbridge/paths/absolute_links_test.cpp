// SPDX-License-Identifier: Apache-2.0
#include <map>

#include <catch2/catch.hpp>

#include "services/netbridge/core/paths/absolute_links.hpp"

using namespace berth::netbridge;

namespace {

ReadLink links(std::map<std::string, std::string> targets)
{
    return [targets = std::move(targets)](const std::string& path) -> std::optional<std::string> {
        const auto found = targets.find(path);
        return found == targets.end() ? std::nullopt : std::optional(found->second);
    };
}

} // namespace

TEST_CASE("a path over an absolute link becomes the path it leads to")
{
    const auto read = links({{"/var/run", "/run"}, {"/home/me/project", "/data//project/"}});
    CHECK(*resolve_absolute_links("/var/run/docker.sock", read) == "/run/docker.sock");
    CHECK(*resolve_absolute_links("/home/me/project/src", read) == "/data/project/src");
    CHECK(*resolve_absolute_links("/home/me/project", read) == "/data/project");
}

TEST_CASE("a path over relative links only stays as it was typed")
{
    const auto read = links({{"/a/link", "../b"}, {"/b/x", "./y"}});
    CHECK(*resolve_absolute_links("/a/link/x/", read) == "/a/link/x/");
    CHECK(*resolve_absolute_links("/plain", read) == "/plain");
    CHECK(*resolve_absolute_links("volume", read) == "volume");
}

TEST_CASE("a relative link that leads to an absolute one is followed to the end")
{
    const auto read = links({{"/a/one", "two/three"}, {"/a/two", "/c/d"}, {"/c/d/three", "../four"}});
    CHECK(*resolve_absolute_links("/a/one/x", read) == "/c/four/x");
}

TEST_CASE("a relative link that climbs above the root leads out of a projection, so the path is replaced")
{
    const auto read =
        links({{"/a/up", "../../b"}, {"/top", ".."}, {"/a/just", "../b"}, {"/a/far", "../../.."}});
    CHECK(*resolve_absolute_links("/a/up/x", read) == "/b/x");
    CHECK(*resolve_absolute_links("/top/a", read) == "/a");
    CHECK(*resolve_absolute_links("/a/far", read) == "/");
    CHECK(*resolve_absolute_links("/a/just/x", read) == "/a/just/x"); // to the root and not above
}

TEST_CASE("links in a circle are an error, not an endless loop")
{
    CHECK(resolve_absolute_links("/a/x", links({{"/a", "/b"}, {"/b", "/a"}})).has_error());
}
