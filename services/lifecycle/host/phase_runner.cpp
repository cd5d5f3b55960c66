// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/host/phase_runner.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"

namespace berth::lifecycle {

void PhaseRunner::run(std::vector<Phase> phases, OnEnd on_end)
{
    forget();
    std::vector<PhaseSpec> specs;
    for (const Phase& phase : phases) {
        specs.push_back(phase.spec);
    }
    run_ = std::make_shared<Run>(
        Run{std::move(phases), PhaseGraph(std::move(specs)), std::move(on_end), {}, {}});
    begin_startable(run_);
}

void PhaseRunner::forget()
{
    if (run_ == nullptr) {
        return;
    }
    for (const auto& [name, timer] : run_->deadlines) {
        loop_.remove(timer);
    }
    run_.reset();
}

void PhaseRunner::begin_startable(const std::shared_ptr<Run>& run)
{
    for (const PhaseSpec& spec : run->graph.take_startable()) {
        begin(run, spec);
    }
    if (run_ == run && run->graph.ended()) {
        const OnEnd on_end = std::move(run->on_end);
        const std::optional<PhaseFailure> failure = run->graph.failure();
        forget();
        on_end(failure);
    }
}

void PhaseRunner::begin(const std::shared_ptr<Run>& run, const PhaseSpec& spec)
{
    observer_.phase_started(spec);
    run->begun[spec.name] = loop::Clock::now();
    run->deadlines[spec.name] = loop_.add_timer(spec.deadline, [this, run, spec] {
        finish(run, spec,
               base::Failure{fmt::format("not done within {} s", spec.deadline.count() / 1000),
                             "`berth logs -n 50` shows what it waited for"});
    });
    const auto phase = std::find_if(run->phases.begin(), run->phases.end(),
                                    [&](const Phase& each) { return each.spec.name == spec.name; });
    // Posted, so that a phase that is done at once does not end the run inside its own begin.
    const PhaseDone done = [this, run, spec](std::optional<base::Failure> failure) {
        loop_.post([this, run, spec, failure = std::move(failure)] { finish(run, spec, failure); });
    };
    try {
        phase->begin(done);
    } catch (const base::Error& error) {
        done(base::Failure{error.what(), error.hint()});
    } catch (const std::exception& error) {
        done(base::Failure{error.what(), ""});
    }
}

void PhaseRunner::finish(const std::shared_ptr<Run>& run, const PhaseSpec& spec,
                         const std::optional<base::Failure>& failure)
{
    if (run_ != run || !run->graph.finish(spec.name, failure)) {
        return; // replaced, or its deadline was over before
    }
    loop_.remove(run->deadlines[spec.name]);
    run->deadlines.erase(spec.name);
    const auto took =
        std::chrono::duration_cast<std::chrono::milliseconds>(loop::Clock::now() - run->begun[spec.name]);
    observer_.phase_finished(spec, took, failure);
    begin_startable(run);
}

} // namespace berth::lifecycle
