// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/distro/core/projection.hpp"

namespace berth::distro {
namespace {

using Paths = std::vector<std::string>;

std::vector<base::MountInfo> table(const std::string& text)
{
    return base::parse_mountinfo(text);
}

const char* const kHost = "27 1 254:0 / / rw - ext4 /dev/vda rw\n"
                          "22 27 0:21 / /proc rw shared:5 - proc proc rw\n"
                          "23 27 0:22 / /sys rw master:7 - sysfs sysfs rw\n"
                          "24 27 0:30 / /run/berth rw - tmpfs tmpfs rw\n"
                          "25 27 0:31 / /run/berth-two rw - tmpfs tmpfs rw\n"
                          "26 27 0:32 / /srv rw unbindable - tmpfs tmpfs rw\n"
                          "28 27 0:33 / /dev/pts rw - devpts devpts rw\n"
                          "29 28 0:34 / /dev/pts rw - devpts devpts rw\n";

} // namespace

TEST_CASE("a distro's name is a safe path component")
{
    CHECK(is_distro_name("host"));
    CHECK(is_distro_name("Ubuntu-24.04_x"));
    CHECK(is_distro_name("..."));
    CHECK(is_distro_name(std::string(64, 'a')));
    for (const std::string& name : {std::string(), std::string("."), std::string(".."), std::string("a/b"),
                                    std::string("a b"), std::string("\xc3\xbc"), std::string(65, 'a')}) {
        CHECK_FALSE(is_distro_name(name));
    }
}

TEST_CASE("mounts become shared unless they are, must not be copied, or are berth's own")
{
    CHECK(mounts_to_share(table(kHost), {"/run/berth"}) == Paths{"/", "/sys", "/run/berth-two", "/dev/pts"});
    CHECK(mounts_to_share(table("1 0 0:1 / / rw shared:1 - ext4 d rw\n"), {}).empty());
    CHECK(mounts_to_share({}, {}).empty());
}

TEST_CASE("cgroup hierarchies and berth's own mounts of a copy are dropped, the youngest first")
{
    const auto engine = table("1 0 0:1 / / rw - overlay o rw\n"
                              "2 1 0:2 / /sys/fs/cgroup rw - cgroup2 c rw\n"
                              "3 1 0:3 / /stage rw - ext4 d rw\n"
                              "4 3 0:4 / /stage/sys/fs/cgroup rw - tmpfs t rw\n"
                              "5 4 0:5 / /stage/sys/fs/cgroup/cpu rw - cgroup c rw,cpu\n"
                              "6 4 0:6 / /stage/sys/fs/cgroup/unified rw - cgroup2 c rw\n"
                              "7 3 0:7 / /stage/run/berth rw - tmpfs t rw\n"
                              "8 7 0:8 / /stage/run/berth/x rw - tmpfs t rw\n"
                              "9 3 0:9 / /stage/home rw - ext4 h rw\n"
                              "11 3 0:6 / /stage/odd/cgroup rw - cgroup2 c rw\n"
                              "10 1 0:10 / /stage-two rw - cgroup c rw\n");
    CHECK(mounts_to_drop(engine, "/stage", {"/run/berth"}) ==
          Paths{"/stage/odd/cgroup", "/stage/run/berth/x", "/stage/run/berth", "/stage/sys/fs/cgroup/unified",
                "/stage/sys/fs/cgroup/cpu", "/stage/sys/fs/cgroup"});
    CHECK(mounts_to_drop(engine, "/elsewhere", {"/run/berth"}).empty());
}

TEST_CASE("a projection is attached only when it follows the root that the distro has now")
{
    const auto distro = table("1 0 0:1 / / rw shared:41 - ext4 d rw\n");
    const auto engine_with = [](const std::string& propagation) {
        return table("9 0 0:9 / / rw - overlay o rw\n10 9 0:1 / /distros/host rw " + propagation +
                     " - ext4 d rw\n");
    };
    CHECK(judge_projection(engine_with("shared:50 master:41"), distro, "host") == Projection::attached);
    CHECK(judge_projection(engine_with("shared:50 master:4"), distro, "host") == Projection::stale);
    CHECK(judge_projection(engine_with("shared:41"), distro, "host") == Projection::stale);
    CHECK(judge_projection(engine_with("shared:50 master:41"), table("1 0 0:1 / / rw - ext4 d rw\n"),
                           "host") == Projection::stale);
    CHECK(judge_projection(engine_with("shared:50 master:41"), distro, "other") == Projection::absent);
    CHECK(judge_projection({}, {}, "host") == Projection::absent);
}

TEST_CASE("of mounts on top of each other the one on top counts, wherever it stands in the table")
{
    const auto distro =
        table("1 0 0:1 / / rw shared:40 - rootfs r rw\n2 1 0:2 / / rw shared:41 - ext4 d rw\n");
    const auto engine = table("10 9 0:1 / /distros/host rw master:40 - ext4 d rw\n"
                              "11 10 0:1 / /distros/host rw master:41 - ext4 d rw\n");
    const auto moved = table("11 10 0:1 / /distros/host rw master:41 - ext4 d rw\n"
                             "10 9 0:1 / /distros/host rw master:40 - ext4 d rw\n");
    CHECK(judge_projection(engine, distro, "host") == Projection::attached);
    CHECK(judge_projection(moved, distro, "host") == Projection::attached);
}

} // namespace berth::distro
