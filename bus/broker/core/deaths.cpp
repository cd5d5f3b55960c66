// SPDX-License-Identifier: Apache-2.0
#include "broker/core/deaths.hpp"

#include <algorithm>

namespace berth::broker {

namespace {

constexpr unsigned kMaxDoublings = 16; // of the restart delay; keeps the shift in range

} // namespace

std::optional<std::chrono::milliseconds> Deaths::count(const ServicePlan& plan, Time now)
{
    const bool was_stable = ready_since_ != Time{} && now - ready_since_ >= plan.reset_after;
    in_a_row_ = was_stable ? 1 : in_a_row_ + 1;
    ready_since_ = Time{};
    if (in_a_row_ >= plan.max_deaths) {
        return std::nullopt;
    }
    std::chrono::milliseconds delay{0};
    if (in_a_row_ > 1) {
        const unsigned doublings = std::min(in_a_row_ - 2, kMaxDoublings);
        delay = std::min(plan.first_delay * (1 << doublings), plan.max_delay);
    }
    not_before_ = now + delay;
    restarts_ += 1;
    return delay;
}

void Deaths::ready(Time now)
{
    if (ready_since_ == Time{}) {
        ready_since_ = now;
    }
}

} // namespace berth::broker
