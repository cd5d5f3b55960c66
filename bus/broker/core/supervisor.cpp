// SPDX-License-Identifier: Apache-2.0
#include "broker/core/supervisor.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"

namespace berth::broker {

using bus::v1::Health;
using bus::v1::ServiceStatus;

namespace {

constexpr unsigned kMaxDoublings = 16; // of the restart delay; keeps the shift in range

std::string seconds(std::chrono::milliseconds time)
{
    return fmt::format("{:.1f} s", static_cast<double>(time.count()) / 1000.0);
}

} // namespace

Supervisor::Supervisor(std::vector<ServicePlan> ordered)
{
    for (ServicePlan& plan : ordered) {
        order_.push_back(plan.name);
        services_[plan.name].plan = std::move(plan);
    }
}

void Supervisor::set_run(Service& service, ServiceStatus::Run run, const std::string& why,
                         const std::string& hint, Actions& actions)
{
    if (service.run == run && service.why == why && service.hint == hint) {
        return;
    }
    service.run = run;
    service.why = why;
    service.hint = hint;
    publish(service, actions);
}

void Supervisor::publish(const Service& service, Actions& actions)
{
    actions.push_back(
        {.kind = Action::Kind::publish, .service = service.plan.name, .status = status_of(service)});
}

Actions Supervisor::start_all(Time now)
{
    Actions actions;
    for (const std::string& name : order_) {
        want(name, now, actions);
    }
    advance(now, actions);
    return actions;
}

Actions Supervisor::start(const std::string& name, Time now)
{
    Actions actions;
    want(name, now, actions);
    advance(now, actions);
    return actions;
}

void Supervisor::want(const std::string& name, Time now, Actions& actions)
{
    if (shutting_down_) {
        return;
    }
    Service& service = services_.at(name);
    for (const std::string& need : service.plan.needs) {
        want(need, now, actions);
    }
    if (!is_up(name)) { // a person asks: neither earlier deaths nor a restart delay count
        service.deaths = 0;
        service.not_before = now;
    }
    if (service.run == ServiceStatus::RUN_FAILED &&
        service.pid != 0) { // lives, but says it has failed: a new one
        service.again = true;
        begin_stop(service, bus::v1::DRAIN_REASON_RESTART, now, actions);
    }
    if (service.run == ServiceStatus::RUN_STOPPED || service.run == ServiceStatus::RUN_FAILED) {
        set_run(service, ServiceStatus::RUN_WAITING, "", "", actions);
    }
    if (service.run == ServiceStatus::RUN_STOPPING) {
        service.again = true;
    }
    service.wanted = true;
}

Actions Supervisor::stop(const std::string& name, Time now)
{
    Actions actions;
    std::vector<std::string> names = dependants(name);
    names.push_back(name);
    for (const std::string& each : names) {
        Service& service = services_.at(each);
        service.wanted = false;
        service.again = false;
    }
    advance(now, actions);
    return actions;
}

Actions Supervisor::restart(const std::string& name, Time now)
{
    Actions actions;
    Service& service = services_.at(name);
    if (shutting_down_) {
        return actions;
    }
    if (service.pid != 0) {
        service.deaths = 0;
        service.again = true;
        service.wanted = true;
        begin_stop(service, bus::v1::DRAIN_REASON_RESTART, now, actions);
    } else {
        want(name, now, actions);
    }
    advance(now, actions);
    return actions;
}

Actions Supervisor::shut_down(Time now)
{
    Actions actions;
    shutting_down_ = true;
    for (auto& [name, service] : services_) {
        service.wanted = false;
        service.again = false;
    }
    advance(now, actions);
    return actions;
}

Actions Supervisor::process_started(const std::string& name, int pid, Time now)
{
    Actions actions;
    Service& service = services_.at(name);
    service.pid = pid;
    service.overdue = false;
    service.deadline = now + service.plan.ready_deadline;
    publish(service, actions);
    advance(now, actions);
    return actions;
}

Actions Supervisor::adopted(const std::string& name, int pid, Time now)
{
    Actions actions;
    Service& service = services_.at(name);
    service.pid = pid;
    service.wanted = true;
    service.deadline = now + service.plan.ready_deadline;
    set_run(service, ServiceStatus::RUN_STARTING, "found running; waiting for its word", "", actions);
    return actions;
}

Actions Supervisor::spawn_failed(const std::string& name, const std::string& why, Time now)
{
    Actions actions;
    after_death(services_.at(name), why, now, actions);
    advance(now, actions);
    return actions;
}

Actions Supervisor::process_ended(const std::string& name, const std::string& how, Time now)
{
    Actions actions;
    Service& service = services_.at(name);
    service.pid = 0;
    service.stage = Stage::none;
    if (service.run == ServiceStatus::RUN_STOPPING) {
        const bool again = service.again && !shutting_down_;
        service.again = false;
        service.not_before = now;
        set_run(service, again ? ServiceStatus::RUN_WAITING : ServiceStatus::RUN_STOPPED, "", "", actions);
    } else {
        after_death(service, how, now, actions);
    }
    advance(now, actions);
    return actions;
}

Actions Supervisor::process_gave_up(const std::string& name, const std::string& how, Time now)
{
    Service& service = services_.at(name);
    if (service.run == ServiceStatus::RUN_STOPPING) { // then it ends anyway
        return process_ended(name, how, now);
    }
    Actions actions;
    const bool said_why = service.run == ServiceStatus::RUN_FAILED;
    service.pid = 0;
    service.stage = Stage::none;
    service.ready_since = Time{};
    if (said_why && !service.hint.empty()) {
        publish(service, actions); // as before, but without a process
    } else {
        set_run(service, ServiceStatus::RUN_FAILED, said_why ? service.why : how,
                fmt::format("see `berth logs --service {0}`, then `berth service start {0}`", name), actions);
    }
    advance(now, actions);
    return actions;
}

void Supervisor::after_death(Service& service, const std::string& how, Time now, Actions& actions)
{
    const bool was_stable =
        service.ready_since != Time{} && now - service.ready_since >= service.plan.reset_after;
    service.deaths = was_stable ? 1 : service.deaths + 1;
    service.ready_since = Time{};
    if (service.deaths >= service.plan.max_deaths) {
        set_run(
            service, ServiceStatus::RUN_FAILED, fmt::format("{} ({} times in a row)", how, service.deaths),
            fmt::format("see `berth logs --service {0}`, then `berth service start {0}`", service.plan.name),
            actions);
        return;
    }
    std::chrono::milliseconds delay{0}; // the first restart is immediate
    if (service.deaths > 1) {
        const unsigned doublings = std::min(service.deaths - 2, kMaxDoublings);
        delay = std::min(service.plan.first_delay * (1 << doublings), service.plan.max_delay);
    }
    service.not_before = now + delay;
    service.restarts += 1;
    set_run(service, ServiceStatus::RUN_WAITING,
            fmt::format("it {}; starting again in {}", how, seconds(delay)), "", actions);
}

Actions Supervisor::health_reported(const std::string& name, const Health& health, Time now)
{
    Actions actions;
    Service& service = services_.at(name);
    if (service.pid == 0 || service.run == ServiceStatus::RUN_STOPPING) {
        return actions;
    }
    switch (health.state()) {
    case Health::STATE_READY:
    case Health::STATE_DEGRADED:
        if (service.ready_since == Time{}) {
            service.ready_since = now;
        }
        service.overdue = false;
        set_run(service,
                health.state() == Health::STATE_READY ? ServiceStatus::RUN_READY
                                                      : ServiceStatus::RUN_DEGRADED,
                health.why(), health.hint(), actions);
        break;
    case Health::STATE_FAILED:
        set_run(service, ServiceStatus::RUN_FAILED, health.why(), health.hint(), actions);
        break;
    default:
        if (service.overdue) {
            break; // it missed its deadline with this very word; only being ready changes that
        }
        if (service.run != ServiceStatus::RUN_STARTING) {
            service.deadline = now + service.plan.ready_deadline; // fell back, e.g. its engine restarts
        }
        set_run(service, ServiceStatus::RUN_STARTING, health.why(), health.hint(), actions);
        break;
    }
    advance(now, actions);
    return actions;
}

Actions Supervisor::drained(const std::string& name, Time now)
{
    Actions actions;
    Service& service = services_.at(name);
    if (service.stage == Stage::draining) { // it ends by itself right after; TERM only makes sure
        service.deadline = now + kTermGrace;
    }
    return actions;
}

Actions Supervisor::went_silent(const std::string& name, Time now)
{
    Actions actions;
    Service& service = services_.at(name);
    if (service.pid != 0 && service.run != ServiceStatus::RUN_STOPPING) {
        set_run(service, service.run, "it gives no sign of life; ending it", "", actions);
        actions.push_back({.kind = Action::Kind::kill, .service = name});
    }
    advance(now, actions);
    return actions;
}

Actions Supervisor::time_passed(Time now)
{
    Actions actions;
    advance(now, actions);
    return actions;
}

void Supervisor::begin_stop(Service& service, bus::v1::DrainReason reason, Time now, Actions& actions)
{
    if (service.pid == 0 || service.stage != Stage::none) {
        return;
    }
    service.stage = Stage::draining;
    service.deadline = now + service.plan.stop_deadline;
    set_run(service, ServiceStatus::RUN_STOPPING, "", "", actions);
    if (service.plan.probe_socket.empty()) {
        actions.push_back({.kind = Action::Kind::drain, .service = service.plan.name, .reason = reason});
    } else { // no bus peer: TERM is its Drain
        actions.push_back({.kind = Action::Kind::terminate, .service = service.plan.name});
    }
}

void Supervisor::escalate(Service& service, Time now, Actions& actions)
{
    switch (service.stage) {
    case Stage::draining:
        service.stage = Stage::terminating;
        service.deadline = now + kTermGrace;
        actions.push_back({.kind = Action::Kind::terminate, .service = service.plan.name});
        break;
    case Stage::terminating:
        service.stage = Stage::killing;
        service.deadline = now + kKillGrace;
        actions.push_back({.kind = Action::Kind::kill, .service = service.plan.name});
        break;
    case Stage::killing:
        service.stage = Stage::survived;
        service.deadline = Time::max();
        set_run(service, ServiceStatus::RUN_STOPPING, fmt::format("process {} survived KILL", service.pid),
                "it waits inside the kernel, mostly for a disk; a reboot ends it", actions);
        break;
    case Stage::none:
    case Stage::survived:
        break;
    }
}

void Supervisor::spawn_if_possible(Service& service, Time now, Actions& actions)
{
    if (!service.wanted || service.run != ServiceStatus::RUN_WAITING || service.pid != 0 ||
        now < service.not_before) {
        return;
    }
    for (const std::string& need : service.plan.needs) {
        if (!is_up(need)) {
            if (service.deaths == 0) {
                set_run(service, ServiceStatus::RUN_WAITING, "waits for " + need, "", actions);
            }
            return;
        }
    }
    service.deadline = now + service.plan.ready_deadline;
    set_run(service, ServiceStatus::RUN_STARTING, "", "", actions);
    actions.push_back({.kind = Action::Kind::spawn, .service = service.plan.name});
}

void Supervisor::stop_if_unneeded(Service& service, Time now, Actions& actions)
{
    if (service.wanted) {
        return;
    }
    if (service.pid == 0) {
        if (service.run == ServiceStatus::RUN_WAITING ||
            (shutting_down_ && service.run != ServiceStatus::RUN_STOPPED)) {
            set_run(service, ServiceStatus::RUN_STOPPED, "", "", actions);
        }
        return;
    }
    const std::vector<std::string> users = dependants(service.plan.name);
    const bool is_used = std::any_of(users.begin(), users.end(), [&](const std::string& user) {
        const Service& other = services_.at(user);
        return other.pid != 0 && other.stage != Stage::survived;
    });
    if (!is_used) {
        begin_stop(service, shutting_down_ ? bus::v1::DRAIN_REASON_SHUTDOWN : bus::v1::DRAIN_REASON_RESTART,
                   now, actions);
    }
}

void Supervisor::advance(Time now, Actions& actions)
{
    for (const std::string& name : order_) {
        Service& service = services_.at(name);
        if (service.stage != Stage::none && now >= service.deadline) {
            escalate(service, now, actions);
        } else if (service.run == ServiceStatus::RUN_STARTING && service.pid != 0 &&
                   now >= service.deadline) {
            service.ready_since = Time{};
            service.overdue = true;
            set_run(service, ServiceStatus::RUN_FAILED,
                    fmt::format("not ready within {}{}", seconds(service.plan.ready_deadline),
                                service.why.empty() ? "" : ": " + service.why),
                    service.hint.empty() ? fmt::format("see `berth logs --service {}`", name) : service.hint,
                    actions);
        }
        spawn_if_possible(service, now, actions);
    }
    for (auto it = order_.rbegin(); it != order_.rend(); ++it) {
        stop_if_unneeded(services_.at(*it), now, actions);
    }
}

bool Supervisor::is_up(const std::string& name) const
{
    const ServiceStatus::Run run = services_.at(name).run;
    return run == ServiceStatus::RUN_READY || run == ServiceStatus::RUN_DEGRADED;
}

std::vector<std::string> Supervisor::dependants(const std::string& name) const
{
    std::vector<std::string> found;
    for (const std::string& other : order_) { // start order: a dependant's dependants come after it
        const std::vector<std::string>& needs = services_.at(other).plan.needs;
        const bool depends = std::any_of(needs.begin(), needs.end(), [&](const std::string& need) {
            return need == name || std::find(found.begin(), found.end(), need) != found.end();
        });
        if (depends) {
            found.push_back(other);
        }
    }
    return found;
}

std::optional<Time> Supervisor::next_deadline() const
{
    std::optional<Time> next;
    const auto consider = [&](Time time) {
        if (time != Time::max() && (!next || time < *next)) {
            next = time;
        }
    };
    for (const auto& [name, service] : services_) {
        if (service.stage != Stage::none ||
            (service.run == ServiceStatus::RUN_STARTING && service.pid != 0)) {
            consider(service.deadline);
        } else if (service.wanted && service.run == ServiceStatus::RUN_WAITING &&
                   service.not_before != Time{}) {
            const bool waits_for_need = std::any_of(service.plan.needs.begin(), service.plan.needs.end(),
                                                    [&](const std::string& need) { return !is_up(need); });
            if (!waits_for_need) {
                consider(service.not_before);
            }
        }
    }
    return next;
}

bool Supervisor::settled(const std::string& name) const
{
    const Service& service = services_.at(name);
    if (!service.wanted && service.pid != 0) { // it will stop, after those that use it
        return service.stage == Stage::survived;
    }
    switch (service.run) {
    case ServiceStatus::RUN_READY:
    case ServiceStatus::RUN_DEGRADED:
    case ServiceStatus::RUN_FAILED:
    case ServiceStatus::RUN_STOPPED:
        return service.stage == Stage::none;
    case ServiceStatus::RUN_WAITING: // for a need that will not come
        return std::any_of(service.plan.needs.begin(), service.plan.needs.end(),
                           [&](const std::string& need) {
                               const ServiceStatus::Run run = services_.at(need).run;
                               return run == ServiceStatus::RUN_FAILED || run == ServiceStatus::RUN_STOPPED ||
                                      (run == ServiceStatus::RUN_WAITING && settled(need));
                           });
    default:
        return service.stage == Stage::survived;
    }
}

bool Supervisor::all_settled() const
{
    return std::all_of(order_.begin(), order_.end(), [&](const std::string& name) { return settled(name); });
}

bool Supervisor::all_ended() const
{
    return std::all_of(services_.begin(), services_.end(), [](const auto& entry) {
        return entry.second.pid == 0 || entry.second.stage == Stage::survived;
    });
}

std::vector<std::string> Supervisor::survivors() const
{
    std::vector<std::string> found;
    for (const std::string& name : order_) {
        const Service& service = services_.at(name);
        if (service.stage == Stage::survived) {
            found.push_back(fmt::format("{} {}", name, service.pid));
        }
    }
    return found;
}

ServiceStatus Supervisor::status(const std::string& name) const
{
    return status_of(services_.at(name));
}

ServiceStatus Supervisor::status_of(const Service& service)
{
    ServiceStatus status;
    status.set_name(service.plan.name);
    status.set_description(service.plan.description);
    status.set_run(service.run);
    status.set_why(service.why);
    status.set_hint(service.hint);
    status.set_pid(service.pid);
    status.set_restarts(service.restarts);
    return status;
}

} // namespace berth::broker
