// SPDX-License-Identifier: Apache-2.0
#include "broker/core/supervisor.hpp"

namespace berth::broker {

using bus::v1::Health;
using bus::v1::ServiceStatus;

Actions Supervisor::start_all(Time now)
{
    SupervisorStep step = begin_step(now);
    for (const std::string& name : names()) {
        step.want(name);
    }
    return step.finish();
}

Actions Supervisor::start(const std::string& name, Time now)
{
    SupervisorStep step = begin_step(now);
    step.want(name);
    return step.finish();
}

Actions Supervisor::stop(const std::string& name, Time now)
{
    std::vector<std::string> names = table_.dependants(name);
    names.push_back(name);
    for (const std::string& each : names) {
        table_.at(each).wanted = false;
        table_.at(each).again = false;
    }
    return begin_step(now).finish();
}

Actions Supervisor::restart(const std::string& name, Time now)
{
    if (shutting_down_) {
        return {};
    }
    SupervisorStep step = begin_step(now);
    ServiceRecord& service = table_.at(name);
    if (service.pid != 0) {
        service.deaths.forgive();
        service.again = true;
        service.wanted = true;
        step.begin_stop(service, bus::v1::DRAIN_REASON_RESTART);
    } else {
        step.want(name);
    }
    return step.finish();
}

Actions Supervisor::shut_down(Time now)
{
    shutting_down_ = true;
    for (const std::string& name : names()) {
        table_.at(name).wanted = false;
        table_.at(name).again = false;
    }
    return begin_step(now).finish();
}

Actions Supervisor::process_started(const std::string& name, int pid, Time now)
{
    SupervisorStep step = begin_step(now);
    ServiceRecord& service = table_.at(name);
    service.pid = pid;
    service.overdue = false;
    service.ready_by = now + service.plan.ready_deadline;
    step.publish(service);
    return step.finish();
}

Actions Supervisor::adopted(const std::string& name, int pid, Time now)
{
    SupervisorStep step = begin_step(now);
    ServiceRecord& service = table_.at(name);
    service.pid = pid;
    service.wanted = true;
    service.ready_by = now + service.plan.ready_deadline;
    step.set_run(service, ServiceStatus::RUN_STARTING, "found running; waiting for its word");
    return step.finish_as_it_is(); // what waits for it is started when all that lives is known
}

Actions Supervisor::spawn_failed(const std::string& name, const std::string& why, Time now)
{
    SupervisorStep step = begin_step(now);
    step.died(table_.at(name), why);
    return step.finish();
}

Actions Supervisor::process_ended(const std::string& name, const std::string& how, Time now)
{
    SupervisorStep step = begin_step(now);
    ServiceRecord& service = table_.at(name);
    service.pid = 0;
    service.stop.process_ended();
    if (service.run == ServiceStatus::RUN_STOPPING) {
        const bool again = service.again && !shutting_down_;
        service.again = false;
        service.deaths.start_at_once(now);
        step.set_run(service, again ? ServiceStatus::RUN_WAITING : ServiceStatus::RUN_STOPPED);
    } else {
        step.died(service, how);
    }
    return step.finish();
}

Actions Supervisor::process_gave_up(const std::string& name, const std::string& how, Time now)
{
    ServiceRecord& service = table_.at(name);
    if (service.run == ServiceStatus::RUN_STOPPING) { // then it ends anyway
        return process_ended(name, how, now);
    }
    SupervisorStep step = begin_step(now);
    service.pid = 0;
    service.stop.process_ended();
    step.gave_up(service, how);
    return step.finish();
}

Actions Supervisor::health_reported(const std::string& name, const Health& health, Time now)
{
    ServiceRecord& service = table_.at(name);
    if (service.pid == 0 || service.run == ServiceStatus::RUN_STOPPING) {
        return {};
    }
    SupervisorStep step = begin_step(now);
    take_health(service, health, now, step);
    return step.finish();
}

void Supervisor::take_health(ServiceRecord& service, const Health& health, Time now, SupervisorStep& step)
{
    switch (health.state()) {
    case Health::STATE_READY:
    case Health::STATE_DEGRADED:
        service.deaths.ready(now);
        service.overdue = false;
        step.set_run(service,
                     health.state() == Health::STATE_READY ? ServiceStatus::RUN_READY
                                                           : ServiceStatus::RUN_DEGRADED,
                     health.why(), health.hint());
        break;
    case Health::STATE_FAILED:
        step.set_run(service, ServiceStatus::RUN_FAILED, health.why(), health.hint());
        break;
    default:
        if (service.overdue) {
            break; // it missed its deadline with this very word; only being ready changes that
        }
        if (service.run != ServiceStatus::RUN_STARTING) {
            service.ready_by = now + service.plan.ready_deadline; // fell back, e.g. its engine restarts
        }
        step.set_run(service, ServiceStatus::RUN_STARTING, health.why(), health.hint());
        break;
    }
}

Actions Supervisor::drained(const std::string& name, Time now)
{
    table_.at(name).stop.drained(now);
    return {};
}

Actions Supervisor::is_silent(const std::string& name, Time now)
{
    SupervisorStep step = begin_step(now);
    ServiceRecord& service = table_.at(name);
    if (service.is_up()) { // its own word, once it is heard again, takes this back
        step.set_run(service, ServiceStatus::RUN_DEGRADED, kSilence, kSilenceHint);
    }
    return step.finish();
}

Actions Supervisor::went_silent(const std::string& name, Time now)
{
    SupervisorStep step = begin_step(now);
    ServiceRecord& service = table_.at(name);
    if (service.pid != 0 && service.run != ServiceStatus::RUN_STOPPING) {
        step.set_run(service, service.run, "it gives no sign of life; ending it");
        step.kill(service);
    }
    return step.finish();
}

Actions Supervisor::time_passed(Time now)
{
    return begin_step(now).finish();
}

} // namespace berth::broker
