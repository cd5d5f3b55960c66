// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/core/phases.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace berth::lifecycle {

PhaseGraph::PhaseGraph(std::vector<PhaseSpec> phases) : phases_(std::move(phases))
{
    for (const PhaseSpec& phase : phases_) {
        for (const std::string& earlier : phase.after) {
            base::expects(states_.count(earlier) != 0, "a phase waits for one that does not come before it");
        }
        base::expects(states_.emplace(phase.name, State::waiting).second, "two phases have one name");
    }
}

std::vector<PhaseSpec> PhaseGraph::take_startable()
{
    std::vector<PhaseSpec> startable;
    if (failure_) {
        return startable;
    }
    for (const PhaseSpec& phase : phases_) {
        const bool is_free =
            std::all_of(phase.after.begin(), phase.after.end(),
                        [&](const std::string& earlier) { return states_.at(earlier) == State::done; });
        if (states_.at(phase.name) == State::waiting && is_free) {
            startable.push_back(phase);
        }
    }
    for (const PhaseSpec& phase : startable) {
        states_.at(phase.name) = State::running;
    }
    return startable;
}

bool PhaseGraph::finish(const std::string& name, const std::optional<base::Failure>& failure)
{
    State& state = states_.at(name);
    if (state != State::running) {
        return false;
    }
    state = State::done;
    if (failure && !failure_) {
        failure_ = PhaseFailure{name, *failure};
    }
    return true;
}

bool PhaseGraph::ended() const
{
    return std::all_of(states_.begin(), states_.end(), [&](const auto& entry) {
        return entry.second == State::done || (failure_ && entry.second == State::waiting);
    });
}

} // namespace berth::lifecycle
