// SPDX-License-Identifier: Apache-2.0
// The stages in which one process is stopped, each with its deadline: Drain, TERM, KILL, and then it is a
// survivor, which nothing more is done about. Pure.
#pragma once

#include <chrono>

namespace berth::broker {

using Time = std::chrono::steady_clock::time_point;

constexpr std::chrono::milliseconds kTermGrace{2000}; ///< from TERM to KILL
constexpr std::chrono::milliseconds kKillGrace{2000}; ///< from KILL to "survivor"

class StopStages {
public:
    enum class Stage { none, draining, terminating, killing, survived };

    /// From none to draining; TERM is due after `drain_time`.
    void begin(Time now, std::chrono::milliseconds drain_time);
    /// It is idle and ends by itself right after; TERM only makes sure.
    void drained(Time now);
    /// The deadline of this stage is over: the next one, which is returned.
    Stage escalate(Time now);
    void process_ended() { stage_ = Stage::none; }

    bool under_way() const { return stage_ != Stage::none; }
    bool survived() const { return stage_ == Stage::survived; }
    bool due(Time now) const { return under_way() && now >= deadline_; }
    Time deadline() const { return deadline_; } ///< of a stage under way; Time::max() of a survivor

private:
    Stage stage_ = Stage::none;
    Time deadline_{};
};

} // namespace berth::broker
