// SPDX-License-Identifier: Apache-2.0
// When a process that runs but does not answer counts as hung. Pure: time comes in as an argument.
//
// A process that has never given a sign may still be starting, and dockerd takes a minute for that with many
// containers. After a time in which nobody looked (the looker stood still, the machine was suspended) the
// count begins anew.
#pragma once

#include <chrono>
#include <optional>

namespace berth::base {

class HangWatch {
public:
    using Time = std::chrono::steady_clock::time_point;
    static constexpr std::chrono::milliseconds kHungAfter{10000};
    static constexpr std::chrono::milliseconds kStoodStill{5000}; ///< between two looks

    void answered(Time now)
    {
        has_answered_ = true;
        silent_since_.reset();
        last_look_ = now;
    }

    /// True once it counts as hung; from then on it is another process, which starts.
    bool is_silent(Time now)
    {
        if (!silent_since_ || now - last_look_ > kStoodStill) {
            silent_since_ = now;
        }
        last_look_ = now;
        if (!has_answered_ || now - *silent_since_ < kHungAfter) {
            return false;
        }
        has_answered_ = false;
        silent_since_.reset();
        return true;
    }

private:
    bool has_answered_ = false;
    std::optional<Time> silent_since_;
    Time last_look_{};
};

} // namespace berth::base
