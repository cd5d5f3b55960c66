// SPDX-License-Identifier: Apache-2.0
// What `up` and `restart` have in common.
#pragma once

#include <chrono>

#include "base/instance.hpp"

namespace berth::cli {

struct UpOptions {
    std::chrono::milliseconds deadline;
    bool waits = true;
    bool json = false;
};

/// Returns the exit code, or throws Exit.
int bring_up(const base::Instance& instance, const UpOptions& options);

} // namespace berth::cli
