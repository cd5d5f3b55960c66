// SPDX-License-Identifier: Apache-2.0
// Runs phases on the loop: each has its deadline, and its begin and end are told to an observer.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "loop/event_loop.hpp"
#include "services/lifecycle/core/phases.hpp"

namespace berth::lifecycle {

/// Called once by a phase: std::nullopt = it went well. A call after the deadline is ignored.
using PhaseDone = std::function<void(std::optional<base::Failure>)>;

struct Phase {
    PhaseSpec spec;
    std::function<void(PhaseDone)> begin; ///< an exception is a failure
};

class PhaseObserver {
public:
    virtual ~PhaseObserver() = default;
    virtual void phase_started(const PhaseSpec& phase) = 0;
    virtual void phase_finished(const PhaseSpec& phase, std::chrono::milliseconds took,
                                const std::optional<base::Failure>& failure) = 0;
};

class PhaseRunner {
public:
    using OnEnd = std::function<void(const std::optional<PhaseFailure>&)>;

    PhaseRunner(loop::EventLoop& loop, PhaseObserver& observer) : loop_(loop), observer_(observer) {}
    ~PhaseRunner() { forget(); }
    PhaseRunner(const PhaseRunner&) = delete;
    PhaseRunner& operator=(const PhaseRunner&) = delete;

    /// Replaces what runs now: its phases may still do what they began, but nobody listens any more.
    void run(std::vector<Phase> phases, OnEnd on_end);
    bool running() const { return run_ != nullptr; }
    void forget();

private:
    struct Run {
        std::vector<Phase> phases;
        PhaseGraph graph;
        OnEnd on_end;
        std::map<std::string, loop::Clock::time_point> begun;
        std::map<std::string, loop::Registration> deadlines;
    };

    void begin_startable(const std::shared_ptr<Run>& run);
    void begin(const std::shared_ptr<Run>& run, const PhaseSpec& spec);
    void finish(const std::shared_ptr<Run>& run, const PhaseSpec& spec,
                const std::optional<base::Failure>& failure);

    loop::EventLoop& loop_;
    PhaseObserver& observer_;
    std::shared_ptr<Run> run_;
};

} // namespace berth::lifecycle
