// SPDX-License-Identifier: Apache-2.0
// What the supervisor knows of each service, and the questions about one service that depend on others: who
// needs it, is anything of it still under way. Answers only; every change is made by a SupervisorStep. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "berth/bus/v1/supervision.pb.h"
#include "broker/core/deaths.hpp"
#include "broker/core/service_plan.hpp"
#include "broker/core/stop_stages.hpp"

namespace berth::broker {

struct ServiceRecord {
    ServicePlan plan;
    bool wanted = false;
    bool again = false; ///< start again once stopped (restart)
    bus::v1::ServiceStatus::Run run = bus::v1::ServiceStatus::RUN_STOPPED;
    int pid = 0;
    std::string why = {};
    std::string hint = {};
    Time ready_by{};      ///< of a process that starts
    bool overdue = false; ///< this process missed it
    StopStages stop = {};
    Deaths deaths = {};

    bool starts() const { return run == bus::v1::ServiceStatus::RUN_STARTING && pid != 0; }
    bool is_up() const
    {
        return run == bus::v1::ServiceStatus::RUN_READY || run == bus::v1::ServiceStatus::RUN_DEGRADED;
    }
    bus::v1::ServiceStatus status() const;
};

class ServiceTable {
public:
    /// The plans in start order (in_start_order).
    explicit ServiceTable(std::vector<ServicePlan> ordered);

    bool knows(const std::string& name) const { return services_.count(name) != 0; }
    ServiceRecord& at(const std::string& name) { return services_.at(name); } ///< throws for an unknown name
    const ServiceRecord& at(const std::string& name) const { return services_.at(name); }
    const std::vector<std::string>& names() const { return order_; } ///< in start order

    std::vector<std::string> dependants(const std::string& name) const; ///< direct and indirect
    /// The first need that is not up; nullptr when all are.
    const std::string* missing_need(const ServiceRecord& service) const;
    /// Nothing is under way: ready, degraded, failed or stopped, or waiting for what will not come.
    bool settled(const std::string& name) const;
    bool all_settled() const;
    bool all_ended() const;                     ///< no process, or only survivors
    std::vector<std::string> survivors() const; ///< "name pid"
    std::optional<Time> next_deadline() const;

private:
    std::map<std::string, ServiceRecord> services_;
    std::vector<std::string> order_;
};

} // namespace berth::broker
