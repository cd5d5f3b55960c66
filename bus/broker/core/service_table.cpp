// SPDX-License-Identifier: Apache-2.0
#include "broker/core/service_table.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace berth::broker {

using bus::v1::ServiceStatus;

ServiceStatus ServiceRecord::status() const
{
    ServiceStatus status;
    status.set_name(plan.name);
    status.set_description(plan.description);
    status.set_run(run);
    status.set_why(why);
    status.set_hint(hint);
    status.set_pid(pid);
    status.set_restarts(deaths.restarts());
    return status;
}

ServiceTable::ServiceTable(std::vector<ServicePlan> ordered)
{
    for (ServicePlan& plan : ordered) {
        order_.push_back(plan.name);
        services_[plan.name].plan = std::move(plan);
    }
}

std::vector<std::string> ServiceTable::dependants(const std::string& name) const
{
    std::vector<std::string> found;
    for (const std::string& other : order_) { // start order: a dependant's dependants come after it
        const std::vector<std::string>& needs = at(other).plan.needs;
        const bool depends = std::any_of(needs.begin(), needs.end(), [&](const std::string& need) {
            return need == name || std::find(found.begin(), found.end(), need) != found.end();
        });
        if (depends) {
            found.push_back(other);
        }
    }
    return found;
}

const std::string* ServiceTable::missing_need(const ServiceRecord& service) const
{
    const std::vector<std::string>& needs = service.plan.needs;
    const auto missing =
        std::find_if(needs.begin(), needs.end(), [&](const std::string& need) { return !at(need).is_up(); });
    return missing == needs.end() ? nullptr : &*missing;
}

bool ServiceTable::settled(const std::string& name) const
{
    const ServiceRecord& service = at(name);
    if (!service.wanted && service.pid != 0) { // it will stop, after those that use it
        return service.stop.survived();
    }
    switch (service.run) {
    case ServiceStatus::RUN_READY:
    case ServiceStatus::RUN_DEGRADED:
    case ServiceStatus::RUN_FAILED:
    case ServiceStatus::RUN_STOPPED:
        return !service.stop.under_way();
    case ServiceStatus::RUN_WAITING: // for a need that will not come
        return std::any_of(service.plan.needs.begin(), service.plan.needs.end(),
                           [&](const std::string& need) {
                               const ServiceStatus::Run run = at(need).run;
                               return run == ServiceStatus::RUN_FAILED || run == ServiceStatus::RUN_STOPPED ||
                                      (run == ServiceStatus::RUN_WAITING && settled(need));
                           });
    default:
        return service.stop.survived();
    }
}

bool ServiceTable::all_settled() const
{
    return std::all_of(order_.begin(), order_.end(), [&](const std::string& name) { return settled(name); });
}

bool ServiceTable::all_ended() const
{
    return std::all_of(services_.begin(), services_.end(), [](const auto& entry) {
        return entry.second.pid == 0 || entry.second.stop.survived();
    });
}

std::vector<std::string> ServiceTable::survivors() const
{
    std::vector<std::string> found;
    for (const std::string& name : order_) {
        const ServiceRecord& service = at(name);
        if (service.stop.survived()) {
            found.push_back(fmt::format("{} {}", name, service.pid));
        }
    }
    return found;
}

std::optional<Time> ServiceTable::next_deadline() const
{
    std::optional<Time> next;
    const auto consider = [&](Time time) {
        if (time != Time::max() && (!next || time < *next)) {
            next = time;
        }
    };
    for (const auto& [name, service] : services_) {
        if (service.stop.under_way()) {
            consider(service.stop.deadline());
        } else if (service.starts()) {
            consider(service.ready_by);
        } else if (service.wanted && service.run == ServiceStatus::RUN_WAITING &&
                   service.deaths.not_before() != Time{} && missing_need(service) == nullptr) {
            consider(service.deaths.not_before());
        }
    }
    return next;
}

} // namespace berth::broker
