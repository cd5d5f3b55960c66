// SPDX-License-Identifier: Apache-2.0
// berth-distro: which distros there are, and that the engine sees them. The projections themselves belong to
// the engine's mount namespace: they outlive this process, and end with the engine.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "berth/distro/v1/distro.pb.h"
#include "berth/lifecycle/v1/engine.pb.h"
#include "loop/program_run.hpp"
#include "service/service.hpp"
#include "services/distro/core/projections.hpp"
#include "services/distro/host/process_watch.hpp"

namespace berth::distro {

class DistroService final : public service::Service {
public:
    explicit DistroService(service::Context& context);
    ~DistroService() override;

    bus::v1::Health health() override;
    void stop(bus::v1::DrainReason reason, std::function<void()> done) override;

private:
    void on_list(const client::ResponderPtr& responder);
    void on_restore(const v1::RestoreProjections& command, const client::ResponderPtr& responder);
    void on_engine(const lifecycle::v1::EngineStatus& engine);

    void set_engine(int init_pid);
    void watch_engine();
    void look();
    void attach_missing();
    void attach(const Distro& distro);
    void on_attach_end(const std::string& name, const std::optional<base::Failure>& failure);
    void answer_waiting();
    void publish_changes();

    service::Context& context_;
    Projections projections_;
    std::map<std::string, std::unique_ptr<loop::ProgramRun>> runs_; ///< by distro
    std::vector<client::ResponderPtr> waiting_;                     ///< for RestoreProjections' answer
    std::map<std::string, std::string> published_;                  ///< last event by distro, serialised
    std::unique_ptr<ProcessWatch> engine_watch_;                    ///< on berth-init
    loop::Registration look_timer_ = 0;
};

} // namespace berth::distro
