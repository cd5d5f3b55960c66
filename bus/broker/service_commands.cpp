// SPDX-License-Identifier: Apache-2.0
#include "broker/service_commands.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace berth::broker {

using bus::v1::ServiceStatus;

ServiceCommands::ServiceCommands(CommandRouter& commands, Supervision& supervision, SocketProber& prober,
                                 const StatusBoard& board, spdlog::logger& log,
                                 std::function<void()> on_ended)
    : commands_(commands), supervision_(supervision), prober_(prober), board_(board), log_(log),
      on_ended_(std::move(on_ended))
{}

Handlers ServiceCommands::handlers()
{
    using wire::Frame;
    return {
        {bus::v1::ListServices::descriptor()->full_name(),
         [this](const std::string&, const Frame& frame) { on_list(frame); }},
        {bus::v1::StartService::descriptor()->full_name(),
         [this](const std::string&, const Frame& frame) { on_start(frame); }},
        {bus::v1::StopService::descriptor()->full_name(),
         [this](const std::string&, const Frame& frame) { on_stop(frame); }},
        {bus::v1::RestartService::descriptor()->full_name(),
         [this](const std::string&, const Frame& frame) { on_restart(frame); }},
        {bus::v1::Shutdown::descriptor()->full_name(),
         [this](const std::string&, const Frame& frame) {
             shutdown_requests_.push_back(frame.envelope);
             shut_down();
         }},
    };
}

ServiceStatus ServiceCommands::status(const std::string& name) const
{
    return board_.with_since(supervision_.state().status(name));
}

std::vector<ServiceStatus> ServiceCommands::all_statuses() const
{
    std::vector<ServiceStatus> found;
    for (const std::string& name : supervision_.state().names()) {
        found.push_back(status(name));
    }
    for (const auto& [peer, guest] : board_.guests()) {
        found.push_back(guest);
    }
    return found;
}

bool ServiceCommands::refuse_going_down(const wire::Frame& frame)
{
    if (!shutting_down_) {
        return false;
    }
    bus::v1::Status status;
    status.set_code(bus::v1::STATUS_CODE_UNAVAILABLE);
    status.set_message("berth is going down");
    status.set_hint("`berth up` once it is down");
    commands_.fail(frame.envelope, status);
    return true;
}

bool ServiceCommands::refuse_unknown(const std::string& name, const wire::Frame& frame)
{
    if (name.empty() || supervision_.state().knows(name)) {
        return false;
    }
    bus::v1::Status status;
    status.set_code(bus::v1::STATUS_CODE_NOT_FOUND);
    status.set_message("there is no service " + name);
    status.set_hint("services: " + fmt::format("{}", fmt::join(supervision_.state().names(), ", ")));
    commands_.fail(frame.envelope, status);
    return true;
}

void ServiceCommands::on_list(const wire::Frame& frame)
{
    bus::v1::ListServicesResponse response;
    for (const ServiceStatus& status : all_statuses()) {
        *response.add_services() = status;
    }
    commands_.reply(frame.envelope, response);
}

void ServiceCommands::on_start(const wire::Frame& frame)
{
    const std::string name = parse_payload<bus::v1::StartService>(frame).name();
    if (refuse_unknown(name, frame) || refuse_going_down(frame)) {
        return;
    }
    waiting_.push_back({name, [this, name, request = frame.envelope] {
                            bus::v1::StartServiceResponse response;
                            for (const ServiceStatus& each :
                                 name.empty() ? all_statuses() : std::vector{status(name)}) {
                                *response.add_services() = each;
                            }
                            commands_.reply(request, response);
                        }});
    supervision_.step([&](Supervisor& supervisor, Time now) {
        return name.empty() ? supervisor.start_all(now) : supervisor.start(name, now);
    });
    prober_.probe();
}

void ServiceCommands::on_stop(const wire::Frame& frame)
{
    const std::string name = parse_payload<bus::v1::StopService>(frame).name();
    if (name.empty()) {
        throw base::Error("StopService needs a name", "`berth down` stops everything");
    }
    if (refuse_unknown(name, frame)) {
        return;
    }
    waiting_.push_back({name, [this, name, request = frame.envelope] {
                            bus::v1::StopServiceResponse response;
                            *response.add_services() = status(name);
                            commands_.reply(request, response);
                        }});
    supervision_.step([&](Supervisor& supervisor, Time now) { return supervisor.stop(name, now); });
}

void ServiceCommands::on_restart(const wire::Frame& frame)
{
    const std::string name = parse_payload<bus::v1::RestartService>(frame).name();
    if (name.empty()) {
        throw base::Error("RestartService needs a name", "`berth restart` restarts everything");
    }
    if (refuse_unknown(name, frame) || refuse_going_down(frame)) {
        return;
    }
    waiting_.push_back({name, [this, name, request = frame.envelope] {
                            bus::v1::RestartServiceResponse response;
                            *response.mutable_service() = status(name);
                            commands_.reply(request, response);
                        }});
    supervision_.step([&](Supervisor& supervisor, Time now) { return supervisor.restart(name, now); });
}

void ServiceCommands::start_all()
{
    supervision_.step([](Supervisor& supervisor, Time now) { return supervisor.start_all(now); });
    prober_.probe();
}

void ServiceCommands::shut_down()
{
    if (!shutting_down_) {
        log_.info("going down");
    }
    shutting_down_ = true;
    supervision_.step([](Supervisor& supervisor, Time now) { return supervisor.shut_down(now); });
}

void ServiceCommands::answer_settled()
{
    const Supervisor& state = supervision_.state();
    const auto is_under_way = [&](const Waiting& waiting) {
        return waiting.name.empty() ? !state.all_settled() : !state.settled(waiting.name);
    };
    const auto first = std::stable_partition(waiting_.begin(), waiting_.end(), is_under_way);
    const std::vector<Waiting> settled(std::make_move_iterator(first),
                                       std::make_move_iterator(waiting_.end()));
    waiting_.erase(first, waiting_.end());
    for (const Waiting& waiting : settled) {
        waiting.answer();
    }
    if (shutting_down_ && !ended_ && state.all_ended()) {
        ended_ = true;
        answer_shutdown();
    }
}

void ServiceCommands::answer_shutdown()
{
    bus::v1::ShutdownResponse response;
    for (const std::string& survivor : supervision_.state().survivors()) {
        log_.error("process still there after KILL: {}", survivor);
        response.add_survivors(survivor);
    }
    for (const bus::v1::Envelope& request : shutdown_requests_) {
        commands_.reply(request, response);
    }
    on_ended_();
}

} // namespace berth::broker
