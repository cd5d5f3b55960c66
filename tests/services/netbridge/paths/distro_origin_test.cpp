// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "sample_view.hpp"
#include "services/netbridge/core/paths/distro_origin.hpp"

using namespace berth::netbridge;
using berth::netbridge::test::sample_view;
using berth::netbridge::test::to_engine;

namespace {

const DistroOrigin host("host", sample_view());
const DistroOrigin ubuntu("Ubuntu", sample_view());
const DistroOrigin debian("Debian", sample_view());

} // namespace

TEST_CASE("a path goes into the origin's projection and comes back as it was typed")
{
    for (const std::string path :
         {"/", "/home/me", "/home/me/", "/a//b", "/a/./b", "/with space/ü", "/a:b\\c", "/home/distros/x",
          "/distrosx", "/var/run", "/run/docker.socket"}) {
        const auto engine_path = to_engine(ubuntu, path);
        REQUIRE(engine_path.has_value());
        CHECK(engine_path->starts_with("/distros/Ubuntu"));
        CHECK(ubuntu.to_user(*engine_path) == path);
        CHECK(ubuntu.owner_of(path) == PathOwner::origin);
    }
    CHECK(*to_engine(host, "/") == "/distros/host");
    CHECK(*to_engine(ubuntu, "/home/me") == "/distros/Ubuntu/home/me");
}

TEST_CASE("a path with dot-dot cannot leave the projection")
{
    CHECK(*to_engine(host, "/a/../../../etc") == "/distros/host/etc");
    CHECK(*to_engine(host, "/..") == "/distros/host");
    CHECK(*to_engine(host, "/sys/fs/cgroup/../../../etc") == "/distros/host/etc");
    CHECK(*to_engine(host, "/distros/Ubuntu/../../etc") == "/distros/host/etc");
    CHECK(*to_engine(host, "/distros/Ubuntu/../Debian/etc") == "/distros/Debian/etc");
    CHECK(*to_engine(host, "/sys/fs/x/../cgroup") == "/sys/fs/cgroup");
    CHECK(*to_engine(host, "/a/..b/c") == "/distros/host/a/..b/c");
}

TEST_CASE("cgroups are the engine's own")
{
    CHECK(*to_engine(host, "/sys/fs/cgroup") == "/sys/fs/cgroup");
    CHECK(*to_engine(host, "/sys/fs/cgroup/memory/") == "/sys/fs/cgroup/memory/");
    CHECK(*to_engine(host, "/sys/fs/cgroups") == "/distros/host/sys/fs/cgroups");
    CHECK(host.to_user("/sys/fs/cgroup/memory") == "/sys/fs/cgroup/memory");
    CHECK(host.owner_of("/sys/fs/cgroup") == PathOwner::engine);
}

TEST_CASE("docker.sock is the proxy's socket of the caller's own origin, and inspect shows the name typed")
{
    for (const std::string path : {"/var/run/docker.sock", "/run/docker.sock"}) {
        CHECK(ubuntu.owner_of(path) == PathOwner::docker_socket);
        const std::string engine_path = *to_engine(ubuntu, path);
        CHECK(clean_path(engine_path) == "/run/origins/docker.sock");
        CHECK(ubuntu.to_user(engine_path) == path);
    }
    CHECK(*to_engine(ubuntu, "/var/run/../run//docker.sock") == "/run/origins/docker.sock");
    CHECK(ubuntu.text_to_user("dial /run/origins/docker.sock: no") == "dial /var/run/docker.sock: no");
    // Where it lies in the origin's own files it may be typed by that name, too.
    const DistroOrigin direct("host", sample_view("/distros/host/run/berth/docker.sock"));
    CHECK(*to_engine(direct, "/var/run/docker.sock") == "/distros/host/run/berth/docker.sock");
    CHECK(*to_engine(direct, "/run/berth/docker.sock") == "/distros/host/run/berth/docker.sock");
    CHECK(direct.to_user("/distros/host/run/berth/docker.sock") == "/var/run/docker.sock");
}

TEST_CASE("without a socket of the proxy docker.sock is a path as others")
{
    const DistroOrigin plain("host", sample_view(""));
    CHECK(*to_engine(plain, "/var/run/docker.sock") == "/distros/host/var/run/docker.sock");
}

TEST_CASE("another distro's file is shown, and can be typed, by its place in the engine")
{
    const std::string made_by_debian = *to_engine(debian, "/srv/data");
    CHECK(made_by_debian == "/distros/Debian/srv/data");
    CHECK(ubuntu.to_user(made_by_debian) == "/distros/Debian/srv/data");
    CHECK(*to_engine(ubuntu, "/distros/Debian/srv/data") == made_by_debian);
    CHECK(debian.to_user(made_by_debian) == "/srv/data");
    CHECK(ubuntu.owner_of("/distros/Debian/srv") == PathOwner::distro);
    CHECK(*to_engine(ubuntu, "/distros/Debian") == "/distros/Debian");
    CHECK(*to_engine(ubuntu, "/distros") == "/distros");
    CHECK(ubuntu.owner_of("/distros") == PathOwner::engine);
}

TEST_CASE("an origin's own directory /distros has a name that comes back, too")
{
    CHECK(*to_engine(ubuntu, "/distros/Ubuntu/distros/Debian/x") == "/distros/Ubuntu/distros/Debian/x");
    CHECK(ubuntu.to_user("/distros/Ubuntu/distros/Debian/x") == "/distros/Ubuntu/distros/Debian/x");
    CHECK(ubuntu.to_user("/distros/Ubuntu/distros") == "/distros/Ubuntu/distros");
    CHECK(ubuntu.to_user("/distros/Ubuntu/home") == "/home");
    // Its own cgroup tree, and what lies at docker.sock, can be named only so.
    CHECK(ubuntu.to_user("/distros/Ubuntu/sys/fs/cgroup") == "/distros/Ubuntu/sys/fs/cgroup");
    CHECK(ubuntu.to_user("/distros/Ubuntu/run/docker.sock") == "/distros/Ubuntu/run/docker.sock");
}

TEST_CASE("a volume's name is left alone and an impossible path is refused")
{
    CHECK(*to_engine(host, "my_volume") == "my_volume");
    CHECK_FALSE(host.is_path("my_volume"));
    CHECK_FALSE(host.owner_of("my_volume").has_value());
    CHECK(to_engine(host, std::string("/a\0b", 4)).has_error());
    CHECK(to_engine(host, "/" + std::string(4090, 'x')).has_error()); // too long with its prefix
    CHECK(to_engine(host, "/" + std::string(4081, 'x')).has_value());
}

TEST_CASE("a path of a distro that is not attached is refused with the command that attaches it")
{
    const auto literal = to_engine(host, "/distros/Fedora/home");
    REQUIRE(literal.has_error());
    CHECK(literal.error().message ==
          "the distro Fedora is not attached to the engine; attach it with: berth distro attach Fedora");
    CHECK(to_engine(DistroOrigin("Fedora", sample_view()), "/home").has_error());
    CHECK(to_engine(DistroOrigin("Fedora", sample_view()), "/sys/fs/cgroup").has_value());
    CHECK(to_engine(DistroOrigin("Fedora", sample_view()), "/var/run/docker.sock").has_value());
}

TEST_CASE("absolute links are followed in the distro that the path is of")
{
    const test::Links links{{{"Ubuntu", "/var/run"}, "/run"},
                            {{"Ubuntu", "/a"}, "/distros/Debian"},
                            {{"Ubuntu", "/up"}, "../../../distros/Debian"},
                            {{"Debian", "/data"}, "/mnt/data"},
                            {{"Debian", "/loop"}, "/loop"}};
    CHECK(*to_engine(ubuntu, "/var/run/x.sock", links) == "/distros/Ubuntu/run/x.sock");
    CHECK(*to_engine(ubuntu, "/distros/Debian/data/x", links) == "/distros/Debian/mnt/data/x");
    CHECK(*to_engine(ubuntu, "/data/x", links) == "/distros/Ubuntu/data/x");
    // What the link means in Ubuntu, and not where it would lead from the projection.
    CHECK(*to_engine(ubuntu, "/a/x", links) == "/distros/Ubuntu/distros/Debian/x");
    CHECK(*to_engine(ubuntu, "/up/x", links) == "/distros/Ubuntu/distros/Debian/x");
    CHECK(to_engine(ubuntu, "/distros/Debian/loop", links).error().message ==
          "it leads over more than 40 symbolic links");
}

TEST_CASE("a path that links lead to docker.sock is the proxy's socket, but for another distro's path")
{
    const test::Links links{{{"Ubuntu", "/var/run"}, "/run"},
                            {{"Ubuntu", "/sock"}, "/var/run/docker.sock"},
                            {{"Debian", "/sock"}, "/run/docker.sock"}};
    // Over /var/run it is the shorter name.
    CHECK(*to_engine(ubuntu, "/sock", links) == "/run/origins/./docker.sock");
    CHECK(*to_engine(ubuntu, "/distros/Debian/sock", links) == "/distros/Debian/run/docker.sock");
}

TEST_CASE("a question is asked only where somebody must look")
{
    for (const char* needs_none :
         {"my_volume", "/var/run/docker.sock", "/run/docker.sock", "/sys/fs/cgroup/x", "/distros", ""}) {
        INFO(needs_none);
        CHECK_FALSE(ubuntu.asks_about(needs_none).has_value());
        CHECK(ubuntu.to_engine(needs_none, {}).has_value());
    }
    CHECK_FALSE(ubuntu.asks_about(std::string("/a\0b", 4)).has_value()); // is refused without one
    const auto own = ubuntu.asks_about("/home/me/../you");
    REQUIRE(own.has_value());
    CHECK(own->distro == "Ubuntu");
    CHECK(own->path == "/home/you");
    CHECK(ubuntu.asks_about("/distros/Debian/srv")->distro == "Debian");
}

TEST_CASE("a path that nobody has looked at is not passed on")
{
    CHECK(ubuntu.to_engine("/home", {}).has_error());
    CHECK(ubuntu.to_engine("/home", {{"Ubuntu", {.attached = true, .paths = {}}}}).has_error());
    CHECK(ubuntu.to_engine("/home", {{"Ubuntu", {.attached = false, .paths = {}}}}).error().message ==
          not_attached("Ubuntu"));
}

TEST_CASE("only this origin's paths lose their prefix on the way back")
{
    CHECK(host.to_user("/distros/host") == "/");
    CHECK(host.to_user("/distros/hostile/x") == "/distros/hostile/x");
    CHECK(host.to_user("/var/lib/docker/volumes/v/_data") == "/var/lib/docker/volumes/v/_data");
    CHECK(host.to_user("volume") == "volume");
    CHECK(host.to_user("") == "");
}

TEST_CASE("an error text speaks of the user's own paths")
{
    CHECK(host.text_to_user("bind source path does not exist: /distros/host/nope") ==
          "bind source path does not exist: /nope");
    CHECK(host.text_to_user("mount \"/distros/host\" and /distros/host/a:/b") == "mount \"/\" and /a:/b");
    CHECK(host.text_to_user("error while creating mount source path '/distros/host/a b': mkdir "
                            "/distros/host/a b: file exists") ==
          "error while creating mount source path '/a b': mkdir /a b: file exists");
    CHECK(host.text_to_user(R"(runc: \"/distros/host/x\" to rootfs)") == R"(runc: \"/x\" to rootfs)");
    CHECK(host.text_to_user("unix:///distros/host/run/l.sock") == "unix:///run/l.sock");
    CHECK(host.text_to_user("mkdir /distros/hostile: permission denied") ==
          "mkdir /distros/hostile: permission denied");
    CHECK(host.text_to_user("/home/distros/host/x /distros/host-2/x") ==
          "/home/distros/host/x /distros/host-2/x");
    CHECK(host.text_to_user("").empty());
}

TEST_CASE("dockerd's read-only /distros is said in words")
{
    CHECK(ubuntu.text_to_user("error while creating mount source path '/distros/Fedora/home/me': mkdir "
                              "/distros/Fedora: read-only file system") ==
          "error while creating mount source path '/distros/Fedora/home/me': the distro Fedora is not "
          "attached to "
          "the engine; attach it with: berth distro attach Fedora");
    CHECK(ubuntu.text_to_user("mkdir /distros/Ubuntu: read-only file system") == not_attached("Ubuntu"));
    // A mount says it otherwise, when a container is started whose distro went away.
    CHECK(ubuntu.text_to_user("invalid mount config for type \"bind\": bind source path does not exist: "
                              "/distros/Fedora/with space/x") ==
          "invalid mount config for type \"bind\": " + not_attached("Fedora"));
    CHECK(ubuntu.text_to_user("bind source path does not exist: /distros/Fedora/a /distros/Debian/b\nmore") ==
          not_attached("Fedora") + "\nmore");
    CHECK(ubuntu.text_to_user("bind source path does not exist: /distros/Debian/a") ==
          "bind source path does not exist: /distros/Debian/a");
    // A read-only directory of a distro that is there stays what it is.
    CHECK(ubuntu.text_to_user("mkdir /distros/Ubuntu/mnt/cd: read-only file system") ==
          "mkdir /mnt/cd: read-only file system");
}
