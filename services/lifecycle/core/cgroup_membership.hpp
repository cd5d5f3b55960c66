// SPDX-License-Identifier: Apache-2.0
// Which cgroup hierarchies a process is in, from /proc/PID/cgroup. Pure.
#pragma once

#include <string>
#include <vector>

namespace berth::lifecycle {

/// One line, "4:cpu,cpuacct:/berth" or "0::/berth" (version 2).
struct CgroupMembership {
    std::string controllers; ///< "cpu,cpuacct", "name=systemd"; empty for version 2
    std::string path;        ///< within the hierarchy, as seen from the reader's cgroup namespace

    bool version2() const { return controllers.empty(); }
    /// Where distributions mount it below /sys/fs/cgroup: "cpu,cpuacct", "systemd", "unified".
    std::string directory_name() const;
    /// What mount(2) of type cgroup takes: "cpu,cpuacct", "none,name=systemd".
    std::string mount_options() const;
    /// "cpu", "cpuacct" when they share a hierarchy: programs look for each by its own name. Else empty.
    std::vector<std::string> alias_names() const;
};

/// Malformed lines are skipped.
std::vector<CgroupMembership> parse_cgroup_memberships(const std::string& text);

} // namespace berth::lifecycle
