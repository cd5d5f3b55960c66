// SPDX-License-Identifier: Apache-2.0
// Named steps with deadlines and an order, as a pure state machine: which may begin now, and how it all
// ended. After the first failure nothing new begins; what is under way is awaited.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace berth::lifecycle {

struct PhaseSpec {
    std::string name;
    std::vector<std::string> after; ///< phases that must be done first
    std::chrono::milliseconds deadline;
};

struct PhaseFailure {
    std::string phase;
    base::Failure failure;
};

class PhaseGraph {
public:
    /// Every name in `after` must be that of an earlier phase of the list.
    explicit PhaseGraph(std::vector<PhaseSpec> phases);

    /// Phases that may begin now; they count as begun from here on.
    std::vector<PhaseSpec> take_startable();
    /// std::nullopt = it went well. False when the phase is not under way (a late word of one that failed
    /// already).
    bool finish(const std::string& name, const std::optional<base::Failure>& failure);

    bool ended() const; ///< nothing under way, and nothing more will begin
    const std::optional<PhaseFailure>& failure() const { return failure_; } ///< the first one

private:
    enum class State { waiting, running, done };
    std::vector<PhaseSpec> phases_;
    std::map<std::string, State> states_;
    std::optional<PhaseFailure> failure_;
};

} // namespace berth::lifecycle
