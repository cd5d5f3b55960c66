// SPDX-License-Identifier: Apache-2.0
#include "broker/core/supervisor_step.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace berth::broker {

using bus::v1::ServiceStatus;

namespace {

constexpr std::string_view kWaitsFor = "waits for ";

std::string seconds(std::chrono::duration<double> time)
{
    return fmt::format("{:.1f} s", time.count());
}

std::string look_and_start(const ServiceRecord& service)
{
    return fmt::format("see `berth logs --service {0}`, then `berth service start {0}`", service.plan.name);
}

} // namespace

void SupervisorStep::set_run(ServiceRecord& service, ServiceStatus::Run run, const std::string& why,
                             const std::string& hint)
{
    if (service.run == run && service.why == why && service.hint == hint) {
        return;
    }
    service.run = run;
    service.why = why;
    service.hint = hint;
    publish(service);
}

void SupervisorStep::publish(const ServiceRecord& service)
{
    actions_.push_back(
        {.kind = Action::Kind::publish, .service = service.plan.name, .status = service.status()});
}

void SupervisorStep::kill(const ServiceRecord& service)
{
    actions_.push_back({.kind = Action::Kind::kill, .service = service.plan.name});
}

void SupervisorStep::want(const std::string& name)
{
    if (shutting_down_) {
        return;
    }
    ServiceRecord& service = table_.at(name);
    for (const std::string& need : service.plan.needs) {
        want(need);
    }
    if (!service.is_up()) { // a person asks: neither earlier deaths nor a restart delay count
        service.deaths.forgive();
        service.deaths.start_at_once(now_);
    }
    if (service.run == ServiceStatus::RUN_FAILED &&
        service.pid != 0) { // lives, but says it has failed: a new one
        service.again = true;
        begin_stop(service, bus::v1::DRAIN_REASON_RESTART);
    }
    if (service.run == ServiceStatus::RUN_STOPPED || service.run == ServiceStatus::RUN_FAILED) {
        set_run(service, ServiceStatus::RUN_WAITING);
    }
    if (service.run == ServiceStatus::RUN_STOPPING) {
        service.again = true;
    }
    service.wanted = true;
}

void SupervisorStep::begin_stop(ServiceRecord& service, bus::v1::DrainReason reason)
{
    if (service.pid == 0 || service.stop.under_way()) {
        return;
    }
    service.stop.begin(now_, service.plan.stop_deadline);
    set_run(service, ServiceStatus::RUN_STOPPING);
    if (service.plan.probe_socket.empty()) {
        actions_.push_back({.kind = Action::Kind::drain, .service = service.plan.name, .reason = reason});
    } else { // no bus peer: TERM is its Drain
        actions_.push_back({.kind = Action::Kind::terminate, .service = service.plan.name});
    }
}

void SupervisorStep::died(ServiceRecord& service, const std::string& how)
{
    if (const auto delay = service.deaths.count(service.plan, now_)) {
        set_run(service, ServiceStatus::RUN_WAITING,
                fmt::format("it {}; starting again in {}", how, seconds(*delay)));
        return;
    }
    set_run(service, ServiceStatus::RUN_FAILED,
            fmt::format("{} ({} times in a row)", how, service.deaths.in_a_row()), look_and_start(service));
}

void SupervisorStep::gave_up(ServiceRecord& service, const std::string& how)
{
    service.deaths.not_ready();
    const bool said_why = service.run == ServiceStatus::RUN_FAILED;
    if (said_why && !service.hint.empty()) {
        publish(service); // as before, but without a process
        return;
    }
    const std::string why = said_why ? service.why : how;
    set_run(service, ServiceStatus::RUN_FAILED, why, look_and_start(service));
}

Actions SupervisorStep::finish()
{
    const std::vector<std::string>& order = table_.names();
    for (const std::string& name : order) {
        ServiceRecord& service = table_.at(name);
        if (service.stop.due(now_)) {
            escalate(service);
        } else if (service.starts() && now_ >= service.ready_by) {
            miss_deadline(service);
        }
        spawn_if_possible(service);
    }
    for (auto name = order.rbegin(); name != order.rend(); ++name) {
        stop_if_unneeded(table_.at(*name));
    }
    return std::move(actions_);
}

Actions SupervisorStep::finish_as_it_is()
{
    return std::move(actions_);
}

void SupervisorStep::escalate(ServiceRecord& service)
{
    switch (service.stop.escalate(now_)) {
    case StopStages::Stage::terminating:
        actions_.push_back({.kind = Action::Kind::terminate, .service = service.plan.name});
        break;
    case StopStages::Stage::killing:
        kill(service);
        break;
    case StopStages::Stage::survived:
        set_run(service, ServiceStatus::RUN_STOPPING, fmt::format("process {} survived KILL", service.pid),
                "it waits inside the kernel, mostly for a disk; a reboot ends it");
        break;
    case StopStages::Stage::none:
    case StopStages::Stage::draining:
        break;
    }
}

void SupervisorStep::miss_deadline(ServiceRecord& service)
{
    service.deaths.not_ready();
    service.overdue = true;
    const std::string why = fmt::format("not ready within {}{}", seconds(service.plan.ready_deadline),
                                        service.why.empty() ? "" : ": " + service.why);
    const std::string hint =
        service.hint.empty() ? fmt::format("see `berth logs --service {}`", service.plan.name) : service.hint;
    set_run(service, ServiceStatus::RUN_FAILED, why, hint);
}

void SupervisorStep::spawn_if_possible(ServiceRecord& service)
{
    if (!service.wanted || service.run != ServiceStatus::RUN_WAITING || service.pid != 0) {
        return;
    }
    if (const std::string* need = table_.missing_need(service)) {
        set_run(service, ServiceStatus::RUN_WAITING, std::string(kWaitsFor) + *need);
        return;
    }
    if (now_ < service.deaths.not_before()) {
        if (service.why.starts_with(kWaitsFor)) { // it does not any more
            set_run(service, ServiceStatus::RUN_WAITING,
                    "starting again in " + seconds(service.deaths.not_before() - now_));
        }
        return;
    }
    service.ready_by = now_ + service.plan.ready_deadline;
    set_run(service, ServiceStatus::RUN_STARTING);
    actions_.push_back({.kind = Action::Kind::spawn, .service = service.plan.name});
}

void SupervisorStep::stop_if_unneeded(ServiceRecord& service)
{
    if (service.wanted) {
        return;
    }
    if (service.pid == 0) {
        if (service.run == ServiceStatus::RUN_WAITING ||
            (shutting_down_ && service.run != ServiceStatus::RUN_STOPPED)) {
            set_run(service, ServiceStatus::RUN_STOPPED);
        }
        return;
    }
    const std::vector<std::string> users = table_.dependants(service.plan.name);
    const bool is_used = std::any_of(users.begin(), users.end(), [&](const std::string& user) {
        const ServiceRecord& other = table_.at(user);
        return other.pid != 0 && !other.stop.survived();
    });
    if (!is_used) {
        begin_stop(service, shutting_down_ ? bus::v1::DRAIN_REASON_SHUTDOWN : bus::v1::DRAIN_REASON_RESTART);
    }
}

} // namespace berth::broker
