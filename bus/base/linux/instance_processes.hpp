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
    std::string name; ///< of the service
    pid_t pid = 0;    ///< in the caller's pid namespace
};

/// Those of <run>/processes that live; a pid that is another process by now is none of them.
std::vector<ServiceProcess> living_services(const Instance& instance);

/// 0: there is no engine.
std::size_t engine_process_count(const Instance& instance);

} // namespace berth::base
