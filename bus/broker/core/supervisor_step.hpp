// SPDX-License-Identifier: Apache-2.0
// One step of the supervisor: changes of services at one moment, and the actions that they ask for. Pure.
//
// Every step ends with finish(), which does what has become possible or due with the change: starts what
// waited for it, stops what nobody uses any more, goes on to the next stage of stopping.
#pragma once

#include <string>
#include <vector>

#include "berth/bus/v1/session.pb.h"
#include "berth/bus/v1/supervision.pb.h"
#include "broker/core/service_table.hpp"

namespace berth::broker {

struct Action {
    enum class Kind { spawn, drain, terminate, kill, publish };
    Kind kind;
    std::string service;
    bus::v1::DrainReason reason = bus::v1::DRAIN_REASON_UNSPECIFIED; ///< of drain
    bus::v1::ServiceStatus status = {};                              ///< of publish: as it was at this step
};
using Actions = std::vector<Action>;

class SupervisorStep {
public:
    SupervisorStep(ServiceTable& table, Time now, bool shutting_down)
        : table_(table), now_(now), shutting_down_(shutting_down)
    {}

    /// Publishes when this says anything new.
    void set_run(ServiceRecord& service, bus::v1::ServiceStatus::Run run, const std::string& why = {},
                 const std::string& hint = {});
    void publish(const ServiceRecord& service);
    void kill(const ServiceRecord& service);
    /// A person wants it, with what it needs; nothing while berth goes down.
    void want(const std::string& name);
    /// Nothing when it has no process or stops already.
    void begin_stop(ServiceRecord& service, bus::v1::DrainReason reason);
    /// Its process ended though nobody stopped it, or did not come to be; `how` is told.
    void died(ServiceRecord& service, const std::string& how);

    /// Its process ended and says that starting it again is pointless: failed, for the reason it gave last.
    void gave_up(ServiceRecord& service, const std::string& how);

    Actions finish();          ///< call once, at the end
    Actions finish_as_it_is(); ///< of a step that makes nothing possible or due

private:
    void escalate(ServiceRecord& service);
    void miss_deadline(ServiceRecord& service);
    void spawn_if_possible(ServiceRecord& service);
    void stop_if_unneeded(ServiceRecord& service);

    ServiceTable& table_;
    Time now_;
    bool shutting_down_;
    Actions actions_;
};

} // namespace berth::broker
