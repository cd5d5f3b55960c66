// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "sample_view.hpp"
#include "services/netbridge/core/paths/distro_origin.hpp"

using namespace berth::netbridge;
using berth::netbridge::test::sample_view;

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
        const auto engine_path = ubuntu.to_engine(path);
        REQUIRE(engine_path.has_value());
        CHECK(engine_path->starts_with("/distros/Ubuntu"));
        CHECK(ubuntu.to_user(*engine_path) == path);
        CHECK(ubuntu.owner_of(path) == PathOwner::origin);
    }
    CHECK(*host.to_engine("/") == "/distros/host");
    CHECK(*ubuntu.to_engine("/home/me") == "/distros/Ubuntu/home/me");
}

TEST_CASE("a path with dot-dot cannot leave the projection")
{
    CHECK(*host.to_engine("/a/../../../etc") == "/distros/host/etc");
    CHECK(*host.to_engine("/..") == "/distros/host");
    CHECK(*host.to_engine("/sys/fs/cgroup/../../../etc") == "/distros/host/etc");
    CHECK(*host.to_engine("/distros/Ubuntu/../../etc") == "/distros/host/etc");
    CHECK(*host.to_engine("/distros/Ubuntu/../Debian/etc") == "/distros/Debian/etc");
    CHECK(*host.to_engine("/sys/fs/x/../cgroup") == "/sys/fs/cgroup");
    CHECK(*host.to_engine("/a/..b/c") == "/distros/host/a/..b/c");
}

TEST_CASE("cgroups are the engine's own")
{
    CHECK(*host.to_engine("/sys/fs/cgroup") == "/sys/fs/cgroup");
    CHECK(*host.to_engine("/sys/fs/cgroup/memory/") == "/sys/fs/cgroup/memory/");
    CHECK(*host.to_engine("/sys/fs/cgroups") == "/distros/host/sys/fs/cgroups");
    CHECK(host.to_user("/sys/fs/cgroup/memory") == "/sys/fs/cgroup/memory");
    CHECK(host.owner_of("/sys/fs/cgroup") == PathOwner::engine);
}

TEST_CASE("docker.sock is the proxy's socket of the caller's own origin, and inspect shows the name typed")
{
    for (const std::string path : {"/var/run/docker.sock", "/run/docker.sock"}) {
        CHECK(ubuntu.owner_of(path) == PathOwner::docker_socket);
        const std::string engine_path = *ubuntu.to_engine(path);
        CHECK(clean_path(engine_path) == "/run/origins/docker.sock");
        CHECK(ubuntu.to_user(engine_path) == path);
    }
    CHECK(*ubuntu.to_engine("/var/run/../run//docker.sock") == "/run/origins/docker.sock");
    CHECK(ubuntu.text_to_user("dial /run/origins/docker.sock: no") == "dial /var/run/docker.sock: no");
    // Where it lies in the origin's own files it may be typed by that name, too.
    const DistroOrigin direct("host", sample_view("/distros/host/run/berth/docker.sock"));
    CHECK(*direct.to_engine("/var/run/docker.sock") == "/distros/host/run/berth/docker.sock");
    CHECK(*direct.to_engine("/run/berth/docker.sock") == "/distros/host/run/berth/docker.sock");
    CHECK(direct.to_user("/distros/host/run/berth/docker.sock") == "/var/run/docker.sock");
}

TEST_CASE("without a socket of the proxy docker.sock is a path as others")
{
    const DistroOrigin plain("host", sample_view(""));
    CHECK(*plain.to_engine("/var/run/docker.sock") == "/distros/host/var/run/docker.sock");
}

TEST_CASE("another distro's file is shown, and can be typed, by its place in the engine")
{
    const std::string made_by_debian = *debian.to_engine("/srv/data");
    CHECK(made_by_debian == "/distros/Debian/srv/data");
    CHECK(ubuntu.to_user(made_by_debian) == "/distros/Debian/srv/data");
    CHECK(*ubuntu.to_engine("/distros/Debian/srv/data") == made_by_debian);
    CHECK(debian.to_user(made_by_debian) == "/srv/data");
    CHECK(ubuntu.owner_of("/distros/Debian/srv") == PathOwner::distro);
    CHECK(*ubuntu.to_engine("/distros/Debian") == "/distros/Debian");
    CHECK(*ubuntu.to_engine("/distros") == "/distros");
    CHECK(ubuntu.owner_of("/distros") == PathOwner::engine);
}

TEST_CASE("an origin's own directory /distros has a name that comes back, too")
{
    CHECK(*ubuntu.to_engine("/distros/Ubuntu/distros/Debian/x") == "/distros/Ubuntu/distros/Debian/x");
    CHECK(ubuntu.to_user("/distros/Ubuntu/distros/Debian/x") == "/distros/Ubuntu/distros/Debian/x");
    CHECK(ubuntu.to_user("/distros/Ubuntu/distros") == "/distros/Ubuntu/distros");
    CHECK(ubuntu.to_user("/distros/Ubuntu/home") == "/home");
    // Its own cgroup tree, and what lies at docker.sock, can be named only so.
    CHECK(ubuntu.to_user("/distros/Ubuntu/sys/fs/cgroup") == "/distros/Ubuntu/sys/fs/cgroup");
    CHECK(ubuntu.to_user("/distros/Ubuntu/run/docker.sock") == "/distros/Ubuntu/run/docker.sock");
}

TEST_CASE("a volume's name is left alone and an impossible path is refused")
{
    CHECK(*host.to_engine("my_volume") == "my_volume");
    CHECK_FALSE(host.is_path("my_volume"));
    CHECK_FALSE(host.owner_of("my_volume").has_value());
    CHECK(host.to_engine(std::string("/a\0b", 4)).has_error());
    CHECK(host.to_engine("/" + std::string(4090, 'x')).has_error()); // too long with its prefix
    CHECK(host.to_engine("/" + std::string(4081, 'x')).has_value());
}

TEST_CASE("a path of a distro that is not attached is refused with the command that attaches it")
{
    const auto literal = host.to_engine("/distros/Fedora/home");
    REQUIRE(literal.has_error());
    CHECK(literal.error().message ==
          "the distro Fedora is not attached to the engine; attach it with: berth distro attach Fedora");
    CHECK(DistroOrigin("Fedora", sample_view()).to_engine("/home").has_error());
    CHECK(DistroOrigin("Fedora", sample_view()).to_engine("/sys/fs/cgroup").has_value());
    CHECK(DistroOrigin("Fedora", sample_view()).to_engine("/var/run/docker.sock").has_value());
}

TEST_CASE("absolute links are followed in the distro that the path is of")
{
    const DistroOrigin linked(
        "Ubuntu", sample_view("/run/origins/docker.sock", {{{"Ubuntu", "/var/run"}, "/run"},
                                                           {{"Ubuntu", "/a"}, "/distros/Debian"},
                                                           {{"Ubuntu", "/sock"}, "/var/run/docker.sock"},
                                                           {{"Debian", "/data"}, "/mnt/data"},
                                                           {{"Debian", "/loop"}, "/loop"}}));
    CHECK(*linked.to_engine("/var/run/x.sock") == "/distros/Ubuntu/run/x.sock");
    CHECK(*linked.to_engine("/distros/Debian/data/x") == "/distros/Debian/mnt/data/x");
    CHECK(*linked.to_engine("/data/x") == "/distros/Ubuntu/data/x");
    CHECK(*linked.to_engine("/a/x") == "/distros/Ubuntu/distros/Debian/x"); // what the link means in Ubuntu
    CHECK(*linked.to_engine("/sock") == "/run/origins/./docker.sock"); // over /var/run it is /run/docker.sock
    CHECK(linked.to_engine("/distros/Debian/loop").has_error());
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
