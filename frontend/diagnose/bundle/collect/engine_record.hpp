// SPDX-License-Identifier: Apache-2.0
// The engine that runs, as its record names it.
#pragma once

#include <cstdint>
#include <string>

#include <sys/types.h>

#include "base/instance.hpp"

namespace berth::bundle {

struct RunningEngine {
    pid_t init_pid = 0; ///< berth-init, in the caller's pid namespace
    std::string base;
    std::string pack;
};

/// Throws base::Error when none runs: the reason of every collector that looks into it.
RunningEngine running_engine(const base::Instance& instance);

} // namespace berth::bundle
