// SPDX-License-Identifier: Apache-2.0
// The broker's decisions as a pure state machine: (state, event, now) -> (state, actions). No I/O, no clock
// of its own; the broker program carries the actions out and feeds back what came of them.
//
// A service's run:
//   stopped --start--> waiting (until its needs are ready) --spawn--> starting --healthy--> ready <->
//   degraded any running --dies--> waiting (restart delay) --spawn--> starting …; too many deaths in a row
//   --> failed any running --stop--> stopping: Drain, then TERM after the stop deadline, then KILL, then it
//   is a survivor
// A process that lives but reports itself failed is shown as failed and is replaced when somebody starts it
// again.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "berth/bus/v1/session.pb.h"
#include "berth/bus/v1/supervision.pb.h"
#include "broker/core/service_plan.hpp"

namespace berth::broker {

using Time = std::chrono::steady_clock::time_point;

constexpr std::chrono::milliseconds kTermGrace{2000}; ///< from TERM to KILL
constexpr std::chrono::milliseconds kKillGrace{2000}; ///< from KILL to "survivor"

struct Action {
    enum class Kind { spawn, drain, terminate, kill, publish };
    Kind kind;
    std::string service;
    bus::v1::DrainReason reason = bus::v1::DRAIN_REASON_UNSPECIFIED; ///< of drain
    bus::v1::ServiceStatus status = {};                              ///< of publish: as it was at this step
};
using Actions = std::vector<Action>;

class Supervisor {
public:
    /// The plans in start order (in_start_order).
    explicit Supervisor(std::vector<ServicePlan> ordered);

    // What somebody wants. Unknown names are the caller's to refuse (knows()).
    Actions start_all(Time now);
    Actions start(const std::string& name, Time now); ///< with what it needs
    Actions stop(const std::string& name, Time now);  ///< and first those that need it; what it owns lives on
    Actions restart(const std::string& name, Time now);
    Actions shut_down(Time now);

    // What happened.
    Actions process_started(const std::string& name, int pid, Time now);
    Actions spawn_failed(const std::string& name, const std::string& why, Time now);
    Actions process_ended(const std::string& name, const std::string& how, Time now);
    /// It ended and says that starting it again is pointless: failed now, for the reason it gave last.
    Actions process_gave_up(const std::string& name, const std::string& how, Time now);
    Actions adopted(const std::string& name, int pid, Time now); ///< a process of an earlier broker lives
    Actions health_reported(const std::string& name, const bus::v1::Health& health, Time now);
    Actions drained(const std::string& name, Time now);
    Actions went_silent(const std::string& name, Time now); ///< no sign of life for too long: KILL it
    Actions time_passed(Time now);

    std::optional<Time> next_deadline() const;
    bool knows(const std::string& name) const { return services_.count(name) != 0; }
    bool settled(const std::string& name) const; ///< nothing is under way: ready, degraded, failed or stopped
    bool all_settled() const;
    bool all_ended() const;                     ///< after shut_down: no process, or only survivors
    std::vector<std::string> survivors() const; ///< "name pid"
    bus::v1::ServiceStatus status(const std::string& name) const;
    const std::vector<std::string>& names() const { return order_; }
    const ServicePlan& plan(const std::string& name) const { return services_.at(name).plan; }
    bool wanted(const std::string& name) const { return services_.at(name).wanted; }

private:
    enum class Stage { none, draining, terminating, killing, survived };
    struct Service {
        ServicePlan plan;
        bool wanted = false;
        bool again = false; ///< start again once stopped (restart)
        bus::v1::ServiceStatus::Run run = bus::v1::ServiceStatus::RUN_STOPPED;
        Stage stage = Stage::none;
        bool overdue = false; ///< this process missed its ready deadline
        int pid = 0;
        std::string why;
        std::string hint;
        unsigned restarts = 0;
        unsigned deaths = 0; ///< in a row
        Time ready_since{};
        Time not_before{}; ///< restart delay
        Time deadline{};   ///< of starting, and of each stage of stopping
    };

    void set_run(Service& service, bus::v1::ServiceStatus::Run run, const std::string& why,
                 const std::string& hint, Actions& actions);
    static void publish(const Service& service, Actions& actions);
    static bus::v1::ServiceStatus status_of(const Service& service);
    void want(const std::string& name, Time now, Actions& actions);
    void begin_stop(Service& service, bus::v1::DrainReason reason, Time now, Actions& actions);
    void escalate(Service& service, Time now, Actions& actions);
    void after_death(Service& service, const std::string& how, Time now, Actions& actions);
    void spawn_if_possible(Service& service, Time now, Actions& actions);
    void stop_if_unneeded(Service& service, Time now, Actions& actions);
    void advance(Time now, Actions& actions); ///< everything that has become possible or due
    bool is_up(const std::string& name) const;
    std::vector<std::string> dependants(const std::string& name) const; ///< direct and indirect

    std::map<std::string, Service> services_;
    std::vector<std::string> order_;
    bool shutting_down_ = false;
};

} // namespace berth::broker
