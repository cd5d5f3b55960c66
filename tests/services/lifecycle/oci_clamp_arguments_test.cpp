// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/lifecycle/guest/oci_clamp/arguments.hpp"

namespace berth::lifecycle {
namespace {

std::string path_of(const std::vector<std::string>& arguments)
{
    const auto file = find_process_file(arguments);
    return file ? file->path.string() : "none";
}

} // namespace

TEST_CASE("create and run name the bundle in every spelling of the option")
{
    for (const char* command : {"create", "run"}) {
        CHECK(path_of({command, "--bundle", "/b", "id"}) == "/b/config.json");
        CHECK(path_of({command, "-b", "/b", "id"}) == "/b/config.json");
        CHECK(path_of({command, "-bundle", "/b", "id"}) == "/b/config.json");
        CHECK(path_of({command, "--bundle=/b", "id"}) == "/b/config.json");
        CHECK(path_of({command, "-b=/b", "id"}) == "/b/config.json");
    }
}

TEST_CASE("without the option the bundle is the current directory")
{
    CHECK(path_of({"create", "id"}) == "./config.json");
    CHECK(path_of({"run"}) == "./config.json");
}

TEST_CASE("global options before the command are skipped with their values")
{
    CHECK(path_of({"--root", "/run/runc", "--log", "create", "--log-format=json", "--systemd-cgroup",
                   "create", "--bundle", "/b", "--pid-file", "/b/init.pid", "id"}) == "/b/config.json");
    CHECK(path_of({"--debug", "run", "-b", "/b", "id"}) == "/b/config.json");
}

TEST_CASE("values and the container's id are never taken for options or commands")
{
    CHECK(path_of({"create", "--pid-file", "--bundle", "--bundle", "/b", "id"}) == "/b/config.json");
    CHECK(path_of({"create", "--bundle", "/b", "id", "--bundle", "/other"}) == "/b/config.json");
    CHECK(path_of({"create", "--bundle", "/b", "--", "--bundle", "/other"}) == "/b/config.json");
    CHECK(path_of({"--root", "create", "start", "id"}) == "none");
}

TEST_CASE("exec names its process file, and without one there is nothing to edit")
{
    const auto file =
        find_process_file({"--root", "/r", "exec", "--process", "/tmp/p.json", "--detach", "id"});
    REQUIRE(file);
    CHECK(file->path == "/tmp/p.json");
    CHECK(file->kind == ProcessFile::Kind::process);
    CHECK(path_of({"exec", "-p", "/tmp/p.json", "id"}) == "/tmp/p.json");
    CHECK(path_of({"exec", "-t", "-u", "0", "id", "ps", "-p", "1"}) == "none");
    CHECK(path_of({"exec", "id", "sh"}) == "none");
}

TEST_CASE("other commands, cut off and empty command lines have nothing to edit")
{
    CHECK(path_of({}) == "none");
    CHECK(path_of({"--version"}) == "none");
    CHECK(path_of({"--root"}) == "none");
    CHECK(path_of({"start", "id"}) == "none");
    CHECK(path_of({"delete", "--force", "id"}) == "none");
    CHECK(path_of({"exec", "--process"}) == "none");
    CHECK(path_of({"create", "--bundle"}) == "./config.json");
}

} // namespace berth::lifecycle
