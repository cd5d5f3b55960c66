// SPDX-License-Identifier: Apache-2.0
#include "base/linux/mount.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "base/linux/cgroup_dir.hpp"

using namespace berth::base;

TEST_CASE("a line of mountinfo becomes a mount")
{
    const auto mounts = parse_mountinfo(
        "36 35 98:0 /mnt1 /mnt2 rw,noatime shared:12 master:1 - ext3 /dev/root rw,errors=continue\n");
    REQUIRE(mounts.size() == 1);
    CHECK(mounts[0].id == 36);
    CHECK(mounts[0].parent_id == 35);
    CHECK(mounts[0].root == "/mnt1");
    CHECK(mounts[0].mount_point == "/mnt2");
    CHECK(mounts[0].options == "rw,noatime");
    CHECK(mounts[0].propagation == "shared:12 master:1");
    CHECK(mounts[0].type == "ext3");
    CHECK(mounts[0].source == "/dev/root");
    CHECK(mounts[0].super_options == "rw,errors=continue");
}

TEST_CASE("escaped characters of paths come out as they are")
{
    const auto mounts = parse_mountinfo("1 0 0:1 / /a\\040b\\011c\\134d\\012e rw - tmpfs none\\040x rw\n"
                                        "2 0 0:1 / /end\\04 rw - tmpfs none rw\n");
    REQUIRE(mounts.size() == 2);
    CHECK(mounts[0].mount_point == "/a b\tc\\d\ne");
    CHECK(mounts[0].source == "none x");
    CHECK(mounts[1].mount_point == "/end\\04");
}

TEST_CASE("a mount without optional fields has no propagation, and malformed lines are skipped")
{
    const auto mounts = parse_mountinfo("garbage\n"
                                        "1 0 0:1 / /a rw - tmpfs none rw\n"
                                        "\n"
                                        "2 0 0:1 / /b rw shared:1 tmpfs none rw\n"
                                        "3 0 0:1 / /c rw -\n"
                                        "4 0 0:1 / /d rw - tmpfs none");
    REQUIRE(mounts.size() == 2);
    CHECK(mounts[0].mount_point == "/a");
    CHECK(mounts[0].propagation.empty());
    CHECK(mounts[1].mount_point == "/d");
    CHECK(mounts[1].super_options.empty());
}

TEST_CASE("the machine's own mountinfo has a root and is read whole")
{
    const auto mounts = read_mountinfo();
    CHECK(std::any_of(mounts.begin(), mounts.end(),
                      [](const MountInfo& mount) { return mount.mount_point == "/"; }));
    CHECK_THROWS_AS(read_mountinfo("no-such-pid"), Error);
}

TEST_CASE("cgroup hierarchies of version 1, hybrid and version 2 are found")
{
    const auto found = cgroup_hierarchies_among(parse_mountinfo(
        "24 23 0:21 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n"
        "25 23 0:22 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,release_agent=/lib/x,name=systemd\n"
        "26 23 0:23 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset,clone_children\n"
        "27 23 0:24 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw,nsdelegate\n"
        "28 23 0:25 / /tmp rw - tmpfs tmpfs rw\n"));
    REQUIRE(found.size() == 4);
    CHECK(found[0].controllers == "cpu,cpuacct");
    CHECK(found[0].mount_point == "/sys/fs/cgroup/cpu,cpuacct");
    CHECK_FALSE(found[0].version2);
    CHECK(found[1].controllers == "name=systemd");
    CHECK(found[2].controllers == "cpuset");
    CHECK(found[3].version2);
    CHECK(found[3].controllers.empty());
}
