// SPDX-License-Identifier: Apache-2.0
// What berth needs of a machine, as rules: facts in, findings out. Pure; preflight_linux.hpp collects the
// facts.
#pragma once

#include <set>
#include <string>
#include <vector>

namespace berth::lifecycle {

enum class CgroupLayout { none, version1, hybrid, version2 };

/// The result of trying a thing on this kernel.
struct Trial {
    std::string error; ///< what the system said; empty when it worked
    bool worked() const { return error.empty(); }
};

struct Facts {
    bool is_root = false;
    std::set<std::string> filesystems; ///< of those asked for: "overlay", "squashfs"
    std::set<std::string> namespaces;  ///< names in /proc/self/ns
    CgroupLayout cgroup_layout = CgroupLayout::none;
    std::set<std::string>
        cgroup_controllers; ///< usable: mounted (version 1) or offered at the root (version 2)
    std::set<std::string> kernel_controllers; ///< built into the kernel and not switched off
    std::set<std::string> missing_system_calls;
    std::set<std::string> missing_capabilities; ///< "sys_resource"; of those this kernel knows
    bool bridge_netfilter = false;
    // Only root can try these; in a Facts of anybody else they say nothing.
    Trial loop_device, tun, veth, bridge, nf_tables;
};

enum class Severity {
    blocks,   ///< the engine cannot run
    degrades, ///< it runs, and something a person should know does not work
};

struct Finding {
    std::string id; ///< stable, for scripts: "filesystem.overlay", "capability.sys_resource"
    Severity severity = Severity::blocks;
    std::string title;   ///< "overlay file system is missing"
    std::string meaning; ///< what does not work because of it
    std::string fix;
};

/// In a fixed order: what blocks and what degrades as the rules stand. Empty on a machine that has
/// everything.
std::vector<Finding> find_problems(const Facts& facts);

/// Whether containers must be started through berth-oci-clamp on this machine.
bool needs_oci_clamp(const std::vector<Finding>& findings);

/// "title: what it means", one line, as EngineStatus.degraded carries it.
std::string to_line(const Finding& finding);

} // namespace berth::lifecycle
