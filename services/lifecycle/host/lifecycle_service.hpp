// SPDX-License-Identifier: Apache-2.0
// The engine's life: start, adopt, watch, stop. All on the service's loop; anything slow is a phase of its
// own.
//
// A start and an adoption are the same phases: each looks at what is there and does only what is missing, so
// a new lifecycle process finds a running engine ready within a probe, and a half-started one is completed.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/unique_fd.hpp"
#include "berth/lifecycle/v1/engine.pb.h"
#include "berth/netbridge/v1/network.pb.h"
#include "berth/updater/v1/pack.pb.h"
#include "service/service.hpp"
#include "services/lifecycle/host/engine_record.hpp"
#include "services/lifecycle/host/init_client.hpp"
#include "services/lifecycle/host/phase_runner.hpp"
#include "services/lifecycle/host/store.hpp"

namespace berth::lifecycle {

class LifecycleService final : public service::Service, private PhaseObserver {
public:
    explicit LifecycleService(service::Context& context);
    ~LifecycleService() override;

    bus::v1::Health health() override;
    void stop(bus::v1::DrainReason reason, std::function<void()> done) override;

private:
    // start_phases.cpp: each begins one phase of a start and calls done once.
    std::vector<Phase> start_phases();
    void check_machine(const PhaseDone& done);
    void open_store(const PhaseDone& done);
    void resolve_images(const PhaseDone& done);
    void make_namespaces(const PhaseDone& done);
    void prepare_network(const PhaseDone& done);
    void restore_projections(const PhaseDone& done);
    void start_daemons(const PhaseDone& done);
    void wait_for_engine(const PhaseDone& done);

    // stop_phases.cpp
    std::vector<Phase> stop_phases();
    void power_off(const PhaseDone& done);
    void release_network(const PhaseDone& done);
    void remove_remains(const PhaseDone& done);

    void begin_start();
    void on_start_ended(const std::optional<PhaseFailure>& failure);
    void tear_down(std::function<void()> then);
    void watch_init();
    void on_init_ended();
    void on_init_event(const v1::InitEvent& event);
    void on_daemon_ended(const v1::InitEvent& event);
    void ask_until_ready();
    void probe();
    void ask_version();
    void get_engine(const client::ResponderPtr& responder);
    void restart_engine(const client::ResponderPtr& responder);

    void set_state(v1::EngineStatus::State state, const std::string& phase = {}, const std::string& why = {},
                   const std::string& hint = {});
    void publish();
    void phase_started(const PhaseSpec& phase) override;
    void phase_finished(const PhaseSpec& phase, std::chrono::milliseconds took,
                        const std::optional<base::Failure>& failure) override;
    std::filesystem::path record_file() const { return context_.instance().run_dir() / "engine.json"; }
    std::string cgroup_name() const { return "berth" + context_.instance().suffix(); }

    service::Context& context_;
    PhaseRunner runner_;
    v1::EngineStatus status_;
    bool clamp_oom_score_ = false;
    std::optional<Store> store_;
    updater::v1::ResolveImagesResponse images_;
    netbridge::v1::NetworkStatus network_;
    std::optional<EngineRecord> engine_;
    std::unique_ptr<InitClient> init_;
    base::UniqueFd init_pid_fd_;
    loop::Registration init_watch_ = 0;
    loop::Registration probe_timer_ = 0;
    std::deque<std::string> last_lines_; ///< of the daemon that ended last
    std::vector<client::ResponderPtr> restart_requests_;
    unsigned daemon_deaths_ = 0;  ///< since the daemons were last started
    PhaseDone engine_phase_done_; ///< while the phase "engine" waits for its answer
    std::function<void()> stop_done_;
    bool stopping_ = false;
};

} // namespace berth::lifecycle
