// SPDX-License-Identifier: Apache-2.0
// How often one service died, and when it may be started again: the first restart is immediate, then the
// delay doubles up to the plan's limit; too many deaths in a row, and it is not started again. Pure.
#pragma once

#include <chrono>
#include <optional>

#include "broker/core/service_plan.hpp"
#include "broker/core/stop_stages.hpp"

namespace berth::broker {

class Deaths {
public:
    /// Another death. The delay before the next start; std::nullopt when there were too many in a row.
    std::optional<std::chrono::milliseconds> count(const ServicePlan& plan, Time now);

    /// It is ready (still or again); a time of it as long as the plan's reset_after ends the row.
    void ready(Time now);
    void not_ready() { ready_since_ = Time{}; }

    /// A person asks for it: earlier deaths do not count.
    void forgive() { in_a_row_ = 0; }
    void start_at_once(Time now) { not_before_ = now; }

    unsigned in_a_row() const { return in_a_row_; }
    unsigned restarts() const { return restarts_; } ///< since the broker's start
    Time not_before() const
    {
        return not_before_;
    } ///< of its next start; Time{} when there never was a limit

private:
    unsigned in_a_row_ = 0;
    unsigned restarts_ = 0;
    Time ready_since_{};
    Time not_before_{};
};

} // namespace berth::broker
