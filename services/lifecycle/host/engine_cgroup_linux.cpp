// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/host/engine_cgroup.hpp"

#include "base/linux/cgroup_dir.hpp"

namespace berth::lifecycle {

void remove_engine_cgroup(const std::string& name)
{
    base::CgroupDir(name).remove();
}

} // namespace berth::lifecycle
