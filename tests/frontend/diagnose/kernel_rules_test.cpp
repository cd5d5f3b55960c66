// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/core/kernel_rules.hpp"

#include <catch2/catch.hpp>

namespace berth::diagnose {
namespace {

using lifecycle::Severity;

const std::vector<lifecycle::Finding> kFound{
    {"cgroup.pids", Severity::degrades, "cgroup controller pids cannot be used", "no limits", "mount it"},
    {"cgroup.devices", Severity::blocks, "cgroup controller devices cannot be used", "no start",
     "mount that"},
    {"cgroup.memory", Severity::degrades, "cgroup controller memory cannot be used", "no limits", "mount it"},
    {"capability.sys_resource", Severity::degrades, "root lacks CAP_SYS_RESOURCE", "lowered",
     "--privileged"}};

} // namespace

TEST_CASE("a check of the kernel is judged by its own part of what the preflight found")
{
    CHECK(judge_kernel(kFound, "loop", "works").outcome == Outcome::pass);
    CHECK(judge_kernel(kFound, "loop", "works").evidence == "works");
    const Finding degraded = judge_kernel(kFound, "capability.", "all");
    CHECK(degraded.outcome == Outcome::warn);
    CHECK(degraded.evidence == "root lacks CAP_SYS_RESOURCE: lowered");
    CHECK(degraded.fix == "--privileged");
}

TEST_CASE("what blocks an engine outweighs what degrades it")
{
    const Finding worst = judge_kernel(kFound, "cgroup", "all");
    CHECK(worst.outcome == Outcome::fail);
    CHECK(worst.evidence == "cgroup controller devices cannot be used: no start");
    CHECK(worst.fix == "mount that");
}

TEST_CASE("nothing that the preflight finds on any machine is left out by the checks")
{
    // All that can be wrong at once: a kernel that has nothing, and its root nothing either.
    lifecycle::Facts nothing;
    nothing.is_root = true;
    nothing.loop_device.error = nothing.tun.error = nothing.veth.error = "x";
    nothing.bridge.error = nothing.nf_tables.error = "x";
    nothing.missing_capabilities = {"sys_admin"};
    nothing.missing_system_calls = {"open_tree"};
    lifecycle::Facts with_cgroups = nothing;
    with_cgroups.cgroup_layout = lifecycle::CgroupLayout::version2;
    for (const lifecycle::Facts& facts : {nothing, with_cgroups}) {
        for (const lifecycle::Finding& finding : lifecycle::find_problems(facts)) {
            INFO(finding.id);
            std::size_t concerned = 0;
            for (const char* begins :
                 {"namespace.", "filesystem.overlay", "filesystem.squashfs", "loop", "cgroup", "veth",
                  "bridge", "nf_tables", "br_netfilter", "tun", "syscall.", "capability."}) {
                concerned += judge_kernel({finding}, begins, "").outcome == Outcome::pass ? 0U : 1U;
            }
            CHECK(concerned == 1);
        }
    }
}

TEST_CASE("cgroups and namespaces are said by name")
{
    lifecycle::Facts facts;
    facts.cgroup_layout = lifecycle::CgroupLayout::version2;
    facts.cgroup_controllers = {"cpu", "memory"};
    facts.namespaces = {"mnt", "net"};
    CHECK(cgroup_words(facts) == "version 2: cpu, memory");
    CHECK(namespace_words(facts) == "mnt, net");
}

} // namespace berth::diagnose
