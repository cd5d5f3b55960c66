// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "sample_view.hpp"
#include "services/netbridge/core/paths/windows_origin.hpp"

using namespace berth::netbridge;
using berth::netbridge::test::sample_view;
using berth::netbridge::test::to_engine;

namespace {

const WindowsOrigin windows({.engine_prefixes = {{'C', "/distros/Ubuntu/mnt/c"}, {'D', "/drives/d"}}},
                            sample_view());

struct Row {
    const char* typed;
    const char* engine_path;
    const char* shown;
};

} // namespace

TEST_CASE(
    "what a Windows program types goes to the engine, and comes back in one form that leads there again")
{
    const Row rows[] = {
        {R"(C:\Users\me)", "/distros/Ubuntu/mnt/c/Users/me", R"(C:\Users\me)"},
        {"c:/Users/me/", "/distros/Ubuntu/mnt/c/Users/me/", R"(C:\Users\me\)"},
        {"//c/Users", "/distros/Ubuntu/mnt/c/Users", R"(C:\Users)"},
        {R"(C:\)", "/distros/Ubuntu/mnt/c", R"(C:\)"},
        {"/mnt/d/x", "/drives/d/x", R"(D:\x)"},
        {"/drives/d/x", "/drives/d/x", R"(D:\x)"},
        {"/distros/Ubuntu/mnt/c/x", "/distros/Ubuntu/mnt/c/x", R"(C:\x)"},
        {R"(\\wsl$\Debian\home\me)", "/distros/Debian/home/me", R"(\\wsl.localhost\Debian\home\me)"},
        {"//wsl.localhost/Debian", "/distros/Debian", R"(\\wsl.localhost\Debian\)"},
        {"/distros/Debian/a:b", "/distros/Debian/a:b", R"(\\wsl.localhost\Debian\a:b)"},
        {R"(/distros/Debian/a\b)", R"(/distros/Debian/a\b)", R"(/distros/Debian/a\b)"},
        {"/distros", "/distros", "/distros"},
        {"/var/run/docker.sock", "/run/origins/docker.sock", "/var/run/docker.sock"},
        {"//var/run/docker.sock", "/run/origins/docker.sock", "/var/run/docker.sock"},
        {R"(\\.\pipe\docker_engine)", "/run/origins/docker.sock", "/var/run/docker.sock"},
        {"/run/docker.sock", "/run/origins/./docker.sock", "/run/docker.sock"},
        {"/sys/fs/cgroup", "/sys/fs/cgroup", "/sys/fs/cgroup"},
        {"/dev/shm", "/dev/shm", "/dev/shm"},
        {"/lib/modules", "/lib/modules", "/lib/modules"},
        {"data", "data", "data"},
    };
    for (const Row& row : rows) {
        INFO(row.typed);
        const auto engine_path = to_engine(windows, row.typed);
        REQUIRE(engine_path.has_value());
        CHECK(*engine_path == row.engine_path);
        CHECK(windows.to_user(*engine_path) == row.shown);
        CHECK(*to_engine(windows, row.shown) == row.engine_path);
    }
}

TEST_CASE("a path that the engine cannot see is refused in the user's terms")
{
    CHECK(to_engine(windows, R"(E:\x)").error().message == "the engine does not see the drive E:");
    CHECK(to_engine(windows, R"(\\wsl$\Fedora\x)").error().message == not_attached("Fedora"));
    CHECK(to_engine(windows, "/home/me").error().message.find("no path of Windows") != std::string::npos);
    CHECK(to_engine(windows, R"(\\server\share)").has_error());
    CHECK(to_engine(windows, R"(\\wsl$\..\etc)").has_error());
    const WindowsOrigin detached({.engine_prefixes = {{'C', "/distros/Fedora/mnt/c"}}}, sample_view());
    CHECK(to_engine(detached, R"(C:\x)").error().message == not_attached("Fedora"));
}

TEST_CASE("it is known whose a Windows program's path is")
{
    CHECK(windows.owner_of(R"(C:\x)") == PathOwner::origin);
    CHECK(windows.owner_of(R"(\\wsl$\Debian\x)") == PathOwner::distro);
    CHECK(windows.owner_of("/dev/shm") == PathOwner::engine);
    CHECK(windows.owner_of(R"(\\.\pipe\docker_engine)") == PathOwner::docker_socket);
    CHECK_FALSE(windows.owner_of(R"(\\server\share)").has_value());
}

TEST_CASE("an error text speaks of Windows paths")
{
    CHECK(windows.text_to_user("bind source path does not exist: /distros/Ubuntu/mnt/c/Users/me") ==
          R"(bind source path does not exist: C:\Users\me)");
    CHECK(windows.text_to_user("creating '/drives/d/a b/c': mkdir /distros/Debian/x: denied") ==
          R"(creating 'D:\a b\c': mkdir \\wsl.localhost\Debian\x: denied)");
    CHECK(windows.text_to_user("mkdir /distros/Fedora: read-only file system") == not_attached("Fedora"));
}

TEST_CASE("a drive that lies in a distro is asked about there, one that the engine has itself is not")
{
    const auto place = windows.asks_about(R"(C:\Users\me)");
    REQUIRE(place.has_value());
    CHECK(place->distro == "Ubuntu");
    CHECK(place->path == "/mnt/c/Users/me");
    CHECK(windows.asks_about(R"(\\wsl$\Debian\home)")->distro == "Debian");
    for (const char* needs_none : {R"(D:\x)", R"(\\.\pipe\docker_engine)", "/dev/shm", "data", R"(E:\x)"}) {
        CHECK_FALSE(windows.asks_about(needs_none).has_value());
    }
    const test::Links links{{{"Ubuntu", "/mnt/c/link"}, "/mnt/c/Users"}};
    CHECK(*to_engine(windows, R"(C:\link\x)", links) == "/distros/Ubuntu/mnt/c/Users/x");
}
