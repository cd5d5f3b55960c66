// SPDX-License-Identifier: Apache-2.0
// What follows from a look at a running engine.
#include <filesystem>

#include <nlohmann/json.hpp>

#include "berth/bus/v1/supervision.pb.h"
#include "services/lifecycle/host/deadlines.hpp"
#include "services/lifecycle/host/engine_probe.hpp"
#include "services/lifecycle/host/lifecycle_service.hpp"

namespace berth::lifecycle {

using v1::EngineStatus;

void LifecycleService::on_findings(const EngineWatch::Findings& findings)
{
    if (stopping_ || runner_.running() || !report_.ready()) {
        return; // the phases under way see for themselves
    }
    if (findings.dockerd.empty()) {
        report_.set_trouble(findings.others.empty() ? store_trouble() : findings.others);
        if (parts_.init && full_start_.has_room_again(store_room().value_or(0))) {
            context_.log().warn("dockerd began with a full disk, and there is room again: restarting it");
            end_process("dockerd");
        }
        return;
    }
    report_.set_state(EngineStatus::STATE_STARTING, "engine", findings.dockerd);
    run_start();
}

/// The broker hears them, and berth-init runs them: here the two meet.
void LifecycleService::follow_guest_halves()
{
    constexpr std::string_view kGuest = "@guest";
    context_.bus().on_event<bus::v1::ServiceStateChanged>(
        "host.broker.service.",
        [this, kGuest](const std::string&, const bus::v1::ServiceStateChanged& event) {
            const std::string& name = event.service().name();
            if (event.service().gone() && name.ends_with(kGuest) && parts_.init && !stopping_) {
                end_hung(name.substr(0, name.size() - kGuest.size()));
            }
        });
}

/// In bytes; std::nullopt: it cannot be looked at.
std::optional<std::uint64_t> LifecycleService::store_room() const
{
    std::error_code unknown;
    const auto space = std::filesystem::space(context_.instance().store_dir(), unknown);
    return unknown ? std::nullopt : std::optional<std::uint64_t>(space.available);
}

std::string LifecycleService::store_trouble() const
{
    const std::optional<std::uint64_t> room = store_room();
    return room ? low_space_words(*room, context_.instance().store_dir().string()) : "";
}

void LifecycleService::end_hung(const std::string& process)
{
    context_.log().error("{} in the engine gives no sign of life; ending it", process);
    end_process(process);
}

/// berth-init starts it again.
void LifecycleService::end_process(const std::string& process)
{
    v1::InitRequest request;
    request.mutable_end_process()->set_name(process);
    parts_.init->request(request, kEndProcessDeadline,
                         [this, process](const base::Result<v1::InitReply>& reply) {
                             if (!reply || !reply->failure().empty()) {
                                 context_.log().error("ending {} in the engine: {}", process,
                                                      reply ? reply->failure() : reply.error().message);
                             }
                         });
}

void LifecycleService::ask_version()
{
    ask_engine(context_.loop(), engine_socket(parts_.record->init_host_pid), "/version", kProbeDeadline,
               [this](const base::Result<std::string>& body) {
                   const nlohmann::json version =
                       nlohmann::json::parse(body ? *body : "", nullptr, /*allow_exceptions=*/false);
                   if (version.is_object()) {
                       report_.facts().set_engine_version(version.value("Version", ""));
                       report_.publish();
                   }
               });
}

} // namespace berth::lifecycle
