// SPDX-License-Identifier: Apache-2.0
// The engine's life: start, adopt, watch, stop. All on the service's loop; anything slow is a phase of its
// own. This class decides what is run next; the phases do it, and the report says it.
//
// A start and an adoption are the same phases: each looks at what is there and does only what is missing, so
// a new lifecycle process finds a running engine ready within a probe, and a half-started one is completed.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "service/service.hpp"
#include "services/lifecycle/core/store_space.hpp"
#include "services/lifecycle/host/engine_parts.hpp"
#include "services/lifecycle/host/engine_report.hpp"
#include "services/lifecycle/host/engine_watch.hpp"
#include "services/lifecycle/host/phase_runner.hpp"
#include "services/lifecycle/host/start_phases.hpp"
#include "services/lifecycle/host/stop_phases.hpp"

namespace berth::lifecycle {

class LifecycleService final : public service::Service {
public:
    explicit LifecycleService(service::Context& context);
    ~LifecycleService() override;

    bus::v1::Health health() override { return report_.health(); }
    void stop(bus::v1::DrainReason reason, std::function<void()> done) override;

private:
    void adopt_living_engine();
    void begin_start();
    void run_start();
    void on_start_ended(const std::optional<PhaseFailure>& failure);
    void on_start_failed(const PhaseFailure& failure);
    void run_stop(PhaseRunner::OnEnd on_end);

    void on_init_ended();
    void on_init_event(const v1::InitEvent& event);
    void on_findings(const EngineWatch::Findings& findings);
    std::optional<std::uint64_t> store_room() const;
    std::string store_trouble() const;
    void end_hung(const std::string& process);
    void end_process(const std::string& process);
    void follow_guest_halves();
    void ask_version();

    void get_engine(const std::function<void()>& answer);
    void restart_engine(const client::ResponderPtr& responder);

    service::Context& context_;
    EngineParts parts_;
    EngineReport report_;
    StartPhases start_;
    StopPhases stop_;
    PhaseRunner runner_;
    EngineWatch watch_;
    std::vector<client::ResponderPtr> restart_requests_;
    loop::Registration retry_timer_ = 0;
    bool has_containers_ =
        false;            ///< the engine was ready, or found running: it is not ended for a failed start
    int starts_left_ = 0; ///< of an engine that was ready: how often a start that failed is tried again
    FullStart full_start_;
    bool stopping_ = false;
};

} // namespace berth::lifecycle
