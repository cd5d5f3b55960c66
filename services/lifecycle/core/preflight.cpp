// SPDX-License-Identifier: Apache-2.0
// Each rule is a function that appends its findings; find_problems() is the table of them.
#include "services/lifecycle/core/preflight.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace berth::lifecycle {
namespace {

using Findings = std::vector<Finding>;

constexpr const char* kKernelOption = "use a kernel with ";
constexpr const char* kSysResourceId = "capability.sys_resource";

void check_root(const Facts& facts, Findings& findings)
{
    if (!facts.is_root) {
        findings.push_back({"root", Severity::blocks, "not running as root",
                            "mounts, namespaces and the network of the engine cannot be made",
                            "run berth as root, e.g. with sudo"});
    }
}

void check_filesystems(const Facts& facts, Findings& findings)
{
    struct Needed {
        const char* name;
        const char* meaning;
        const char* option;
    };
    constexpr std::array kNeeded{
        Needed{"overlay", "neither the daemons' root nor any container's root can be mounted",
               "CONFIG_OVERLAY_FS"},
        Needed{"squashfs", "the base image and the version packs cannot be mounted", "CONFIG_SQUASHFS"},
    };
    for (const Needed& needed : kNeeded) {
        if (!facts.filesystems.contains(needed.name)) {
            findings.push_back({"filesystem." + std::string(needed.name), Severity::blocks,
                                "file system " + std::string(needed.name) + " is missing", needed.meaning,
                                std::string("load it with `modprobe ") + needed.name + "`, or " +
                                    kKernelOption + needed.option});
        }
    }
}

void check_loop(const Facts& facts, Findings& findings)
{
    if (facts.is_root && !facts.loop_device.worked()) {
        findings.push_back(
            {"loop", Severity::blocks, "no free loop device (" + facts.loop_device.error + ")",
             "the images of the engine cannot be mounted",
             "load it with `modprobe loop`; free devices that nothing uses with `losetup -D`"});
    }
}

void check_namespaces(const Facts& facts, Findings& findings)
{
    constexpr std::array<std::pair<const char*, const char*>, 6> kNeeded{{{"mnt", "CONFIG_NAMESPACES"},
                                                                          {"pid", "CONFIG_PID_NS"},
                                                                          {"net", "CONFIG_NET_NS"},
                                                                          {"ipc", "CONFIG_IPC_NS"},
                                                                          {"uts", "CONFIG_UTS_NS"},
                                                                          {"cgroup", "CONFIG_CGROUPS"}}};
    for (const auto& [kind, option] : kNeeded) {
        if (!facts.namespaces.contains(kind)) {
            findings.push_back({"namespace." + std::string(kind), Severity::blocks,
                                "the kernel has no " + std::string(kind) + " namespaces",
                                "the engine cannot be kept apart from the machine",
                                std::string(kKernelOption) + option});
        }
    }
}

struct Controller {
    const char* version1;
    const char* version2; ///< nullptr: part of version 2 itself, with no controller
    Severity severity;
    const char* meaning;
};

constexpr std::array kControllers{
    Controller{"devices", nullptr, Severity::blocks, "dockerd refuses to start"},
    Controller{"freezer", nullptr, Severity::degrades, "`docker pause` does not work"},
    Controller{"memory", "memory", Severity::degrades, "memory limits of containers do not work"},
    Controller{"cpu", "cpu", Severity::degrades, "CPU shares and limits of containers do not work"},
    Controller{"cpuset", "cpuset", Severity::degrades, "`--cpuset-cpus` does not work"},
    Controller{"cpuacct", nullptr, Severity::degrades, "`docker stats` shows no CPU time"},
    Controller{"blkio", "io", Severity::degrades, "limits and statistics of block devices do not work"},
    Controller{"pids", "pids", Severity::degrades, "`--pids-limit` does not work"},
};

std::string controller_fix(const Facts& facts, const std::string& name)
{
    if (!facts.kernel_controllers.contains(name)) {
        return "start a kernel that has the " + name + " controller (not switched off by cgroup_disable=)";
    }
    if (facts.cgroup_layout == CgroupLayout::version2) {
        return "unmount its version 1 hierarchy, so that it comes to /sys/fs/cgroup/cgroup.controllers";
    }
    const std::string directory = "/sys/fs/cgroup/" + name;
    return "mount it: mkdir -p " + directory + " && mount -t cgroup -o " + name + " cgroup " + directory;
}

void check_cgroups(const Facts& facts, Findings& findings)
{
    if (facts.cgroup_layout == CgroupLayout::none) {
        findings.push_back({"cgroup", Severity::blocks, "no cgroup hierarchy is mounted",
                            "dockerd refuses to start", "mount one: mount -t cgroup2 none /sys/fs/cgroup"});
        return;
    }
    const bool version2 = facts.cgroup_layout == CgroupLayout::version2;
    for (const Controller& controller : kControllers) {
        const char* name = version2 ? controller.version2 : controller.version1;
        if (name != nullptr && !facts.cgroup_controllers.contains(name)) {
            findings.push_back({"cgroup." + std::string(name), controller.severity,
                                "cgroup controller " + std::string(name) + " cannot be used",
                                controller.meaning, controller_fix(facts, name)});
        }
    }
}

void check_network(const Facts& facts, Findings& findings)
{
    const auto check = [&](const Trial& trial, const char* id, Severity severity, const char* meaning,
                           const char* option) {
        if (!trial.worked()) {
            findings.push_back(
                {id, severity, std::string(id) + " cannot be used (" + trial.error + ")", meaning,
                 std::string("load it with `modprobe ") + id + "`, or " + kKernelOption + option});
        }
    };
    if (facts.is_root) {
        check(facts.veth, "veth", Severity::blocks, "neither the engine nor containers get a network",
              "CONFIG_VETH");
        check(facts.bridge, "bridge", Severity::blocks, "dockerd cannot make its networks", "CONFIG_BRIDGE");
        check(facts.nf_tables, "nf_tables", Severity::blocks, "dockerd cannot make its NAT rules",
              "CONFIG_NF_TABLES and CONFIG_NFT_NAT");
        check(facts.tun, "tun", Severity::degrades, "VPN programs in containers do not work", "CONFIG_TUN");
    }
    if (!facts.bridge_netfilter) {
        findings.push_back(
            {"br_netfilter", Severity::degrades, "bridged packets pass no packet filter",
             "rules between containers of one network, and Kubernetes Services, do not work",
             "load it with `modprobe br_netfilter`, or use a kernel with CONFIG_BRIDGE_NETFILTER"});
    }
}

void check_system_calls(const Facts& facts, Findings& findings)
{
    for (const std::string& name : facts.missing_system_calls) {
        findings.push_back(
            {"syscall." + name, Severity::blocks, "system call " + name + " is missing or forbidden",
             name == "pidfd_open" ? "processes cannot be supervised safely"
                                  : "the machine's paths cannot be shown to the engine",
             "use Linux 5.12 or newer; if berth itself runs in a container, allow the call there"});
    }
}

std::string upper_case(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return text;
}

Finding missing_capability(const std::string& name)
{
    const std::string id = "capability." + name;
    const std::string title = "root lacks CAP_" + upper_case(name);
    const std::string fix = "run berth where root has every capability (a container needs --privileged)";
    constexpr std::array kBlocking{"chown",   "dac_override", "fowner",  "kill",   "mknod",     "net_admin",
                                   "setfcap", "setgid",       "setpcap", "setuid", "sys_admin", "sys_chroot"};
    if (id == kSysResourceId) {
        return {id, Severity::degrades, title,
                "negative OOM scores and rlimits above this machine's own are lowered to what is allowed",
                fix};
    }
    if (std::find(kBlocking.begin(), kBlocking.end(), name) != kBlocking.end()) {
        return {id, Severity::blocks, title, "containers cannot be made", fix};
    }
    return {id, Severity::degrades, title, "no container can have it, also not with --privileged", fix};
}

void check_capabilities(const Facts& facts, Findings& findings)
{
    if (!facts.is_root) {
        return; // being root comes first, then its capabilities can be judged
    }
    for (const std::string& name : facts.missing_capabilities) {
        findings.push_back(missing_capability(name));
    }
}

} // namespace

std::vector<Finding> find_problems(const Facts& facts)
{
    constexpr std::array kRules{check_root,    check_filesystems, check_loop,         check_namespaces,
                                check_cgroups, check_network,     check_system_calls, check_capabilities};
    Findings findings;
    for (const auto rule : kRules) {
        rule(facts, findings);
    }
    return findings;
}

bool needs_oci_clamp(const std::vector<Finding>& findings)
{
    return std::any_of(findings.begin(), findings.end(),
                       [](const Finding& finding) { return finding.id == kSysResourceId; });
}

std::string to_line(const Finding& finding)
{
    return finding.title + ": " + finding.meaning;
}

} // namespace berth::lifecycle
