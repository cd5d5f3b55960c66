// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/host/engine_cgroup.hpp"

#include "base/files.hpp"
#include "base/linux/cgroup_dir.hpp"
#include "services/lifecycle/core/pid_levels.hpp"

namespace berth::lifecycle {

std::optional<int> find_engine_init(const std::string& cgroup)
{
    for (const int pid : base::CgroupDir(cgroup).processes()) {
        const auto status = base::read_file("/proc/" + std::to_string(pid) + "/status");
        // One level below ours: a container's first process is further down, or a child of that.
        if (status && pid_levels(*status) == std::vector<int>{pid, 1}) {
            return pid;
        }
    }
    return std::nullopt;
}

void remove_engine_cgroup(const std::string& name)
{
    base::CgroupDir(name).remove();
}

} // namespace berth::lifecycle
