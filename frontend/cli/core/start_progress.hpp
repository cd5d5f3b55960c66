// SPDX-License-Identifier: Apache-2.0
// What `berth up` and `berth down` show while they wait, from the bus's events. Pure: the caller prints the
// lines that are final and, on a terminal, the live line of what is under way.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "berth/bus/v1/supervision.pb.h"
#include "berth/lifecycle/v1/engine.pb.h"
#include "frontend/cli/print/output.hpp"

namespace berth::cli {

class StartProgress {
public:
    using Time = std::chrono::steady_clock::time_point;
    /// What the first state that is heard of a service means: from a broker that we started everything is
    /// news (a service may be ready before our subscription is); from one that ran, only what has failed; on
    /// the way down nothing but the end.
    enum class Kind { cold_start, start, stop };
    explicit StartProgress(Kind kind) : kind_(kind) {}

    /// One finished thing. `took` is empty where it is not known.
    struct Line {
        std::string what;
        std::string state;
        Colour colour;
        std::string took;
        std::string why;
    };

    std::optional<Line> service_changed(const bus::v1::ServiceStatus& service, Time now);
    void phase_started(const lifecycle::v1::PhaseStarted& phase, Time now);
    Line phase_finished(const lifecycle::v1::PhaseFinished& phase);

    /// "engine: start dockerd (2.4 s of 30 s)"; empty when nothing is under way.
    std::string live_line(Time now) const;
    /// The phase that failed last, if any.
    const std::optional<lifecycle::v1::PhaseFinished>& failed_phase() const { return failed_phase_; }

private:
    struct Phase {
        std::string name;
        std::chrono::milliseconds deadline;
        Time began;
    };
    Kind kind_;
    std::map<std::string, Time> changing_;                    ///< services that start or stop, since when
    std::map<std::string, bus::v1::ServiceStatus::Run> last_; ///< a state that is repeated is no news
    std::optional<Phase> phase_;
    std::optional<lifecycle::v1::PhaseFinished> failed_phase_;
};

/// The line as it is printed.
std::string to_text(const StartProgress::Line& line, const Terminal& terminal);

} // namespace berth::cli
