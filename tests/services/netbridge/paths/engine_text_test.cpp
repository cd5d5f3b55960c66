// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/netbridge/core/paths/engine_text.hpp"

using namespace berth::netbridge;

namespace {

std::vector<std::string> found_in(const std::string& text)
{
    std::vector<std::string> paths;
    for (const PathInText& path : engine_paths_in(text, {"/distros", "/run/x.sock"})) {
        paths.push_back(text.substr(path.begin, path.end - path.begin));
    }
    return paths;
}

using Paths = std::vector<std::string>;

} // namespace

TEST_CASE("paths are found where they begin, and end where text goes on")
{
    CHECK(found_in("/distros/a/b: no") == Paths{"/distros/a/b"});
    CHECK(found_in("in '/distros/a b: c', \"/distros/d'e\" and (/distros/f)") ==
          Paths{"/distros/a b: c", "/distros/d'e", "/distros/f"});
    CHECK(found_in("/distros/a:/distros/b,/run/x.sock") == Paths{"/distros/a", "/distros/b", "/run/x.sock"});
    CHECK(found_in("x=/distros\n/distros/b") == Paths{"/distros", "/distros/b"});
}

TEST_CASE("what only looks like the engine's path is left")
{
    CHECK(found_in("/home/distros/a /distros2/b ./distros/c /run/x.socket").empty());
    CHECK(found_in("").empty());
    CHECK(found_in("/").empty());
}

TEST_CASE("hostile text takes one pass")
{
    std::string text = "'";
    for (int i = 0; i < 300'000; ++i) {
        text += "/distros%/";
    }
    CHECK(found_in(text).empty());
    CHECK(found_in("\"" + std::string(3'000'000, '/')).empty());
}
