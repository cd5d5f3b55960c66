// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/core/status_report.hpp"

#include <algorithm>

#include "frontend/cli/print/json.hpp"

namespace berth::cli {

using bus::v1::ServiceStatus;
using distro::v1::DistroStatus;
using lifecycle::v1::EngineStatus;

namespace {

Overall state_of(const ServiceStatus& service)
{
    switch (service.run()) {
    case ServiceStatus::RUN_READY:
        return Overall::ready;
    case ServiceStatus::RUN_DEGRADED:
        return Overall::degraded;
    case ServiceStatus::RUN_STARTING:
    case ServiceStatus::RUN_STOPPING:
    case ServiceStatus::RUN_WAITING:
        return Overall::starting;
    case ServiceStatus::RUN_STOPPED:
        return Overall::degraded; // a person stopped it, the rest goes on
    default:
        return Overall::failed;
    }
}

Overall state_of(const EngineStatus& engine)
{
    switch (engine.state()) {
    case EngineStatus::STATE_READY:
        return engine.degraded().empty() ? Overall::ready : Overall::degraded;
    case EngineStatus::STATE_DEGRADED:
        return Overall::degraded;
    case EngineStatus::STATE_STARTING:
    case EngineStatus::STATE_STOPPING:
        return Overall::starting;
    default:
        return Overall::failed;
    }
}

Overall state_of(const netbridge::v1::GetNetworkResponse& network)
{
    const bool all_answer =
        std::all_of(network.sockets().begin(), network.sockets().end(),
                    [](const netbridge::v1::SocketStatus& socket) { return socket.answering(); });
    return network.network().why().empty() && all_answer ? Overall::ready : Overall::degraded;
}

/// Without the engine's word nobody can say that containers run; any other silence hurts a part only.
Overall state_of(const Unanswered& unanswered)
{
    return unanswered.target == "lifecycle@host" || unanswered.target == "broker@host" ? Overall::failed
                                                                                       : Overall::degraded;
}

template <class Message>
std::string json_or_null(const std::optional<Message>& message)
{
    return message ? to_json(*message) : "null";
}

std::string to_json(const Unanswered& unanswered)
{
    return JsonObject{}
        .add_text("target", unanswered.target)
        .add_text("code", bus::v1::StatusCode_Name(unanswered.status.code()))
        .add_text("message", unanswered.status.message())
        .add_text("hint", unanswered.status.hint())
        .text();
}

} // namespace

Overall overall(const StatusReport& report)
{
    if (!report.running) {
        return Overall::stopped;
    }
    Overall worst = Overall::ready;
    const auto consider = [&worst](Overall state) { worst = std::min(worst, state); };
    bool lifecycle_starts = false;
    for (const ServiceStatus& service : report.services) {
        consider(state_of(service));
        lifecycle_starts |= service.name() == "lifecycle" && state_of(service) == Overall::starting;
    }
    if (report.engine) {
        // While lifecycle starts, the engine may not have been begun: that is no failure.
        const bool not_begun = lifecycle_starts && report.engine->state() == EngineStatus::STATE_STOPPED;
        consider(not_begun ? Overall::starting : state_of(*report.engine));
    }
    if (report.network) {
        consider(state_of(*report.network));
    }
    for (const DistroStatus& distro : report.distros) {
        consider(distro.state() == DistroStatus::STATE_FAILED ? Overall::degraded : Overall::ready);
    }
    for (const updater::v1::InstalledImage& image : report.images) {
        consider(image.in_use() && !image.why().empty() ? Overall::degraded : Overall::ready);
    }
    for (const Unanswered& unanswered : report.unanswered) {
        const bool starts_up = unanswered.target == "lifecycle@host" && lifecycle_starts;
        consider(starts_up ? Overall::starting : state_of(unanswered));
    }
    return worst;
}

std::string to_text(Overall state)
{
    switch (state) {
    case Overall::stopped:
        return "stopped";
    case Overall::failed:
        return "failed";
    case Overall::starting:
        return "starting";
    case Overall::degraded:
        return "degraded";
    case Overall::ready:
        break;
    }
    return "ready";
}

service::ExitCode exit_code_of(Overall state)
{
    switch (state) {
    case Overall::ready:
    case Overall::degraded:
        return service::ExitCode::success;
    case Overall::stopped:
        return service::ExitCode::not_running;
    default:
        return service::ExitCode::failed;
    }
}

std::string to_json(const StatusReport& report)
{
    std::vector<std::string> unanswered;
    for (const Unanswered& each : report.unanswered) {
        unanswered.push_back(to_json(each));
    }
    return JsonObject{}
        .add_text("state", to_text(overall(report)))
        .add("services", json_array_of(report.services))
        .add("engine", json_or_null(report.engine))
        .add("distros", json_array_of(report.distros))
        .add("network", json_or_null(report.network))
        .add("images", json_array_of(report.images))
        .add("kubernetes", json_or_null(report.kubernetes))
        .add("unanswered", json_array(unanswered))
        .text();
}

} // namespace berth::cli
