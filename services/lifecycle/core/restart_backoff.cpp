// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/core/restart_backoff.hpp"

#include <algorithm>

namespace berth::lifecycle {

std::chrono::milliseconds RestartBackoff::ended(Clock::time_point now)
{
    if (now - started_ >= kStable) {
        next_wait_ = std::chrono::milliseconds{0};
    }
    const std::chrono::milliseconds wait = next_wait_;
    next_wait_ = wait.count() == 0 ? kFirstWait : std::min(wait * 2, kLongest);
    return wait;
}

} // namespace berth::lifecycle
