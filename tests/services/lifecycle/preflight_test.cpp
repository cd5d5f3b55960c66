// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/lifecycle/core/preflight.hpp"

namespace berth::lifecycle {
namespace {

Facts good_machine()
{
    Facts facts;
    facts.is_root = true;
    facts.filesystems = {"overlay", "squashfs"};
    facts.namespaces = {"mnt", "pid", "net", "ipc", "uts", "cgroup", "user", "time"};
    facts.cgroup_layout = CgroupLayout::version2;
    facts.cgroup_controllers = {"cpu", "cpuset", "io", "memory", "pids"};
    facts.kernel_controllers = {"cpu",     "cpuset",  "io",    "memory", "pids",
                                "devices", "freezer", "blkio", "cpuacct"};
    facts.bridge_netfilter = true;
    return facts;
}

/// The only finding there must be.
Finding only(const Facts& facts)
{
    const std::vector<Finding> findings = find_problems(facts);
    REQUIRE(findings.size() == 1);
    CHECK_FALSE(findings.front().title.empty());
    CHECK_FALSE(findings.front().meaning.empty());
    CHECK_FALSE(findings.front().fix.empty());
    return findings.front();
}

} // namespace

TEST_CASE("a machine that has everything has no findings")
{
    CHECK(find_problems(good_machine()).empty());
}

TEST_CASE("without root only being root is asked for, not each thing that only root can try")
{
    Facts facts = good_machine();
    facts.is_root = false;
    facts.missing_capabilities = {"sys_admin", "chown"};
    facts.veth.error = facts.loop_device.error = "Operation not permitted";
    CHECK(only(facts).id == "root");
}

TEST_CASE("each missing file system blocks by its name")
{
    Facts facts = good_machine();
    facts.filesystems = {"overlay"};
    CHECK(only(facts).id == "filesystem.squashfs");
    facts.filesystems = {"squashfs"};
    CHECK(only(facts).id == "filesystem.overlay");
    CHECK(only(facts).severity == Severity::blocks);
}

TEST_CASE("each missing namespace kind blocks")
{
    for (const char* kind : {"mnt", "pid", "net", "ipc", "uts", "cgroup"}) {
        Facts facts = good_machine();
        facts.namespaces.erase(kind);
        CHECK(only(facts).id == "namespace." + std::string(kind));
        CHECK(only(facts).severity == Severity::blocks);
    }
}

TEST_CASE("a failed trial is told with the system's own words")
{
    Facts facts = good_machine();
    facts.loop_device.error = "No space left on device";
    CHECK(only(facts).title == "no free loop device (No space left on device)");
    facts = good_machine();
    facts.veth.error = "Operation not supported";
    CHECK(only(facts).title == "veth cannot be used (Operation not supported)");
    CHECK(only(facts).severity == Severity::blocks);
    facts = good_machine();
    facts.tun.error = "No such file or directory";
    CHECK(only(facts).severity == Severity::degrades);
}

TEST_CASE("no cgroup hierarchy at all is one finding, not one for each controller")
{
    Facts facts = good_machine();
    facts.cgroup_layout = CgroupLayout::none;
    facts.cgroup_controllers.clear();
    CHECK(only(facts).id == "cgroup");
}

TEST_CASE("version 1 and hybrid need the devices controller, version 2 has no such thing")
{
    Facts facts = good_machine();
    facts.cgroup_controllers = {"cpu", "cpuacct", "cpuset", "memory", "devices", "freezer", "blkio", "pids"};
    for (const CgroupLayout layout : {CgroupLayout::version1, CgroupLayout::hybrid}) {
        facts.cgroup_layout = layout;
        CHECK(find_problems(facts).empty());
        Facts without = facts;
        without.cgroup_controllers.erase("devices");
        CHECK(only(without).id == "cgroup.devices");
        CHECK(only(without).severity == Severity::blocks);
    }
}

TEST_CASE("the fix of a missing controller depends on why it is missing")
{
    Facts facts = good_machine();
    facts.cgroup_controllers.erase("memory");
    CHECK(only(facts).severity == Severity::degrades);
    CHECK_THAT(only(facts).fix, Catch::Contains("unmount its version 1 hierarchy"));
    facts.kernel_controllers.erase("memory");
    CHECK_THAT(only(facts).fix, Catch::Contains("cgroup_disable="));

    facts = good_machine();
    facts.cgroup_layout = CgroupLayout::version1;
    facts.cgroup_controllers = {"cpu", "cpuacct", "cpuset", "memory", "devices", "freezer", "blkio"};
    CHECK_THAT(only(facts).fix, Catch::Contains("mount -t cgroup -o pids cgroup /sys/fs/cgroup/pids"));
}

TEST_CASE("a missing CAP_SYS_RESOURCE degrades and asks for the OCI clamp")
{
    Facts facts = good_machine();
    CHECK_FALSE(needs_oci_clamp(find_problems(facts)));
    facts.missing_capabilities = {"sys_resource"};
    CHECK(only(facts).id == "capability.sys_resource");
    CHECK(only(facts).severity == Severity::degrades);
    CHECK(only(facts).title == "root lacks CAP_SYS_RESOURCE");
    CHECK(needs_oci_clamp(find_problems(facts)));
}

TEST_CASE("a capability that containers are made with blocks, any other degrades")
{
    Facts facts = good_machine();
    facts.missing_capabilities = {"sys_admin"};
    CHECK(only(facts).severity == Severity::blocks);
    facts.missing_capabilities = {"sys_time"};
    CHECK(only(facts).severity == Severity::degrades);
    CHECK_FALSE(needs_oci_clamp(find_problems(facts)));
}

TEST_CASE("a missing system call blocks and a missing bridge filter degrades")
{
    Facts facts = good_machine();
    facts.missing_system_calls = {"mount_setattr"};
    CHECK(only(facts).id == "syscall.mount_setattr");
    CHECK(only(facts).severity == Severity::blocks);
    facts = good_machine();
    facts.bridge_netfilter = false;
    CHECK(only(facts).id == "br_netfilter");
    CHECK(only(facts).severity == Severity::degrades);
}

TEST_CASE("several findings come in the order of the rules")
{
    Facts facts = good_machine();
    facts.missing_capabilities = {"sys_resource"};
    facts.filesystems.erase("overlay");
    const std::vector<Finding> findings = find_problems(facts);
    REQUIRE(findings.size() == 2);
    CHECK(findings[0].id == "filesystem.overlay");
    CHECK(findings[1].id == "capability.sys_resource");
}

} // namespace berth::lifecycle
