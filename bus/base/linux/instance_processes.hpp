// SPDX-License-Identifier: Apache-2.0
// What lives of an instance, seen from outside: by the broker's record and the engine's cgroup, not by
// anybody's word.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <sys/types.h>

#include "base/instance.hpp"

namespace berth::base {

struct ServiceProcess {
    std::string name;   ///< of the service
    pid_t pid = 0;      ///< in the caller's pid namespace
    bool lives = false; ///< not so where the pid is another process by now
};

/// All of <run>/processes; none where there is no such record.
std::vector<ServiceProcess> recorded_services(const Instance& instance);
/// Those that live.
std::vector<ServiceProcess> living_services(const Instance& instance);

/// 0: there is no engine.
std::size_t engine_process_count(const Instance& instance);

} // namespace berth::base
