// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/netbridge/core/host_paths.hpp"

using namespace berth::netbridge;

TEST_CASE("a path goes into the origin's projection and comes back as it was typed")
{
    const HostPaths host("host");
    for (const std::string path :
         {"/", "/home/me", "/home/me/", "/a//b", "/a/./b", "/with space/ü", "/distros/host/x"}) {
        const auto engine_path = host.to_engine(path);
        REQUIRE(engine_path.has_value());
        CHECK(engine_path->starts_with("/distros/host"));
        CHECK(host.to_user(*engine_path) == path);
    }
    CHECK(*host.to_engine("/") == "/distros/host");
    CHECK(*HostPaths("Ubuntu").to_engine("/home/me") == "/distros/Ubuntu/home/me");
}

TEST_CASE("a path with dot-dot cannot leave the projection")
{
    const HostPaths host("host");
    CHECK(*host.to_engine("/a/../../../etc") == "/distros/host/etc");
    CHECK(*host.to_engine("/..") == "/distros/host");
    CHECK(*host.to_engine("/sys/fs/cgroup/../../../etc") == "/distros/host/etc");
    CHECK(*host.to_engine("/sys/fs/x/../cgroup") == "/sys/fs/cgroup");
    CHECK(*host.to_engine("/a/..b/c") == "/distros/host/a/..b/c");
}

TEST_CASE("cgroups are the engine's own, docker.sock is the origin's")
{
    const HostPaths host("host");
    CHECK(*host.to_engine("/sys/fs/cgroup") == "/sys/fs/cgroup");
    CHECK(*host.to_engine("/sys/fs/cgroup/memory") == "/sys/fs/cgroup/memory");
    CHECK(*host.to_engine("/sys/fs/cgroups") == "/distros/host/sys/fs/cgroups");
    CHECK(host.to_user("/sys/fs/cgroup/memory") == "/sys/fs/cgroup/memory");
    CHECK(*host.to_engine("/run/berth/docker.sock") == "/distros/host/run/berth/docker.sock");
    CHECK(owner_of("/var/run/docker.sock") == PathOwner::origin);
}

TEST_CASE("a volume's name is left alone and an impossible path is refused")
{
    const HostPaths host("host");
    CHECK(*host.to_engine("my_volume") == "my_volume");
    CHECK(host.to_engine(std::string("/a\0b", 4)).has_error());
    CHECK(host.to_engine("/" + std::string(5000, 'x')).has_error());
}

TEST_CASE("only this origin's paths are changed on the way back")
{
    const HostPaths host("host");
    CHECK(host.to_user("/distros/host") == "/");
    CHECK(host.to_user("/distros/hostile/x") == "/distros/hostile/x");
    CHECK(host.to_user("/var/lib/docker/volumes/v/_data") == "/var/lib/docker/volumes/v/_data");
}

TEST_CASE("an error text speaks of the user's own paths")
{
    const HostPaths host("host");
    CHECK(host.text_to_user("bind source path does not exist: /distros/host/nope") ==
          "bind source path does not exist: /nope");
    CHECK(host.text_to_user("mount \"/distros/host\" and /distros/host/a:/b") == "mount \"/\" and /a:/b");
    CHECK(host.text_to_user("mkdir /distros/hostile: read-only") == "mkdir /distros/hostile: read-only");
    CHECK(host.text_to_user("") == "");
}
