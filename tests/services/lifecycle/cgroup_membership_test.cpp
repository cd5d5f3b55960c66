// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/lifecycle/core/cgroup_membership.hpp"

using namespace berth::lifecycle;

TEST_CASE("A version 1 line says controllers and path")
{
    const auto memberships = parse_cgroup_memberships("4:cpu,cpuacct:/berth\n1:name=systemd:/berth/a:b\n");
    REQUIRE(memberships.size() == 2);
    CHECK(memberships[0].controllers == "cpu,cpuacct");
    CHECK(memberships[0].path == "/berth");
    CHECK(memberships[1].path == "/berth/a:b");
}

TEST_CASE("Controllers that share a hierarchy are found under each name")
{
    const auto memberships = parse_cgroup_memberships("4:cpu,cpuacct:/berth\n");
    REQUIRE(memberships.size() == 1);
    CHECK(memberships[0].directory_name() == "cpu,cpuacct");
    CHECK(memberships[0].mount_options() == "cpu,cpuacct");
    CHECK(memberships[0].alias_names() == std::vector<std::string>{"cpu", "cpuacct"});
}

TEST_CASE("A named hierarchy is mounted without controllers")
{
    const auto memberships = parse_cgroup_memberships("1:name=systemd:/berth\n");
    REQUIRE(memberships.size() == 1);
    CHECK(memberships[0].directory_name() == "systemd");
    CHECK(memberships[0].mount_options() == "none,name=systemd");
    CHECK(memberships[0].alias_names().empty());
}

TEST_CASE("Version 2 is the line without controllers")
{
    const auto memberships = parse_cgroup_memberships("0::/berth\n");
    REQUIRE(memberships.size() == 1);
    CHECK(memberships[0].version2());
    CHECK(memberships[0].directory_name() == "unified");
}

TEST_CASE("A malformed cgroup line is skipped")
{
    CHECK(parse_cgroup_memberships("nonsense\n\n7:cpu\n").empty());
}
