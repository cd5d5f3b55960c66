// SPDX-License-Identifier: Apache-2.0
// The phases of a start. Each is safe to run again over what an earlier run or an earlier process left
// behind: it looks at what is there and does only what is missing, so adopting an engine is a start, too.
#pragma once

#include <functional>
#include <vector>

#include "berth/netbridge/v1/network.pb.h"
#include "berth/updater/v1/pack.pb.h"
#include "service/service.hpp"
#include "services/lifecycle/core/daemon_deaths.hpp"
#include "services/lifecycle/host/engine_parts.hpp"
#include "services/lifecycle/host/engine_report.hpp"
#include "services/lifecycle/host/phase_runner.hpp"

namespace berth::lifecycle {

class StartPhases {
public:
    /// What the service wants to hear of the engine from then on.
    struct Callbacks {
        std::function<void()> init_ended;
        std::function<void(const v1::InitEvent&)> init_event;
    };

    /// All outlive it.
    StartPhases(service::Context& context, EngineParts& parts, EngineReport& report, Callbacks on)
        : context_(context), parts_(parts), report_(report), on_(std::move(on))
    {}

    std::vector<Phase> phases();
    /// The run of these phases is over, done or broken off.
    void ended();

    /// containerd or dockerd ended: too often, and the phase that waits for them fails at once.
    void daemon_ended(const v1::InitEvent& event);
    const std::deque<std::string>& last_lines() const { return deaths_.last_lines(); }

private:
    // Each begins one phase and calls done once.
    void check_machine(const PhaseDone& done);
    void open_store(const PhaseDone& done);
    void resolve_images(const PhaseDone& done);
    void make_namespaces(const PhaseDone& done);
    void prepare_network(const PhaseDone& done);
    void restore_projections(const PhaseDone& done);
    void start_daemons(const PhaseDone& done);
    void wait_for_engine(const PhaseDone& done);

    void on_launched(const loop::ProgramEnd& end, const PhaseDone& done);
    void namespaces_made(const PhaseDone& done);
    void ask_until_ready();

    service::Context& context_;
    EngineParts& parts_;
    EngineReport& report_;
    Callbacks on_;
    bool clamp_oom_score_ = false;
    updater::v1::ResolveImagesResponse images_;
    netbridge::v1::NetworkStatus network_;
    DaemonDeaths deaths_;
    PhaseDone engine_answers_; ///< while the phase "engine" waits for that
};

} // namespace berth::lifecycle
