// SPDX-License-Identifier: Apache-2.0
// berth-distro on the bus: commands about distros are handed to the platform, and whatever changes there, or
// in the engine, ends in converge(): the engine shall see the distros that run and are wished to be attached.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "berth/distro/v1/distro.pb.h"
#include "berth/lifecycle/v1/engine.pb.h"
#include "berth/updater/v1/pack.pb.h"
#include "loop/program_run.hpp"
#include "service/service.hpp"
#include "services/distro/host/attachments.hpp"
#include "services/distro/host/integrations.hpp"
#include "services/distro/host/platform.hpp"

namespace berth::distro {

class DistroService final : public service::Service {
public:
    DistroService(service::Context& context, std::unique_ptr<Platform> platform);
    ~DistroService() override;

    bus::v1::Health health() override;
    /// A shutdown terminates the distros, as the machine's would; whatever else comes, they run on.
    void stop(bus::v1::DrainReason reason, std::function<void()> done) override;

private:
    using Responder = client::ResponderPtr;
    using Outcome = std::optional<base::Failure>;

    template <class Command>
    void handle(void (DistroService::*handler)(const Command&, const Responder&));

    void on_list(const v1::ListDistros& command, const Responder& responder);
    void on_restore(const v1::RestoreProjections& command, const Responder& responder);
    void on_create(const v1::CreateDistro& command, const Responder& responder);
    void on_start(const v1::StartDistro& command, const Responder& responder);
    void on_terminate(const v1::TerminateDistro& command, const Responder& responder);
    void on_remove(const v1::RemoveDistro& command, const Responder& responder);
    void on_attach(const v1::AttachDistro& command, const Responder& responder);
    void on_detach(const v1::DetachDistro& command, const Responder& responder);
    void on_integrate(const v1::IntegrateDistro& command, const Responder& responder);
    void on_images(const updater::v1::ImagesChanged& images);
    void on_engine(const lifecycle::v1::EngineStatus& engine);

    void start_wished(std::function<void()> on_all_tried);
    void answer_restored(const Responder& responder);
    void terminate(const std::string& name, Platform::OnDone on_done);
    void attach_started(const std::string& name, const Responder& responder);
    bool is_known(const std::string& name, const Responder& responder) const;
    /// Starts a distro and keeps the wishes that it shall run and be attached, and `wish_more`'s.
    void start_attached(const std::string& name, const Responder& responder, std::function<void()> wish_more,
                        std::function<void()> on_settled);
    void answer_integrated(const std::string& name, const Responder& responder) const;
    void wish_integration(const std::string& name, bool wished);
    bool keep_wish(const Responder& responder, const std::function<void()>& change);

    void converge(std::function<void()> on_settled);
    std::vector<Distro> wanted() const;
    v1::DistroStatus status(const std::string& name) const;
    std::vector<v1::DistroStatus> statuses() const;
    void publish_changes();

    service::Context& context_;
    std::unique_ptr<Platform> platform_;
    Attachments attachments_;
    Integrations integrations_;
    std::set<std::string> leaving_;                ///< being terminated: detached first
    std::map<std::string, std::string> published_; ///< last event by distro, serialised
    std::string published_health_;
};

} // namespace berth::distro
