// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/host/engine_parts.hpp"

#include "base/linux/pid_fd.hpp"
#include "services/lifecycle/host/engine_cgroup.hpp"

namespace berth::lifecycle {

void EngineParts::take_up_unrecorded(const base::Instance& instance)
{
    if (alive()) {
        return;
    }
    const std::optional<int> pid = find_engine_init(instance.engine_cgroup());
    const auto start_time = pid ? base::process_start_time(*pid) : std::nullopt;
    if (start_time) {
        record = EngineRecord{.init_host_pid = *pid, .start_time = *start_time};
        save_engine_record(engine_record_file(instance), *record);
    }
}

} // namespace berth::lifecycle
