// SPDX-License-Identifier: Apache-2.0
// When to start a process again that ended by itself. Pure: time comes in as an argument.
#pragma once

#include <chrono>

namespace berth::lifecycle {

/// The first restart is immediate, so that a crash or a kill costs nothing; a process that keeps ending waits
/// twice as long each time, up to kLongest. Having been up for kStable forgives everything before.
class RestartBackoff {
public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds kFirstWait{100}; ///< before the second restart
    static constexpr std::chrono::milliseconds kLongest{5000};
    static constexpr std::chrono::seconds kStable{30};

    void started(Clock::time_point now) { started_ = now; }

    /// The process ended: how long to wait before it is started again.
    std::chrono::milliseconds ended(Clock::time_point now);

private:
    Clock::time_point started_;
    std::chrono::milliseconds next_wait_{0};
};

} // namespace berth::lifecycle
