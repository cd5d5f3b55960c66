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
//
// Parts: what is known (service_table.hpp), when it may start again (deaths.hpp), how it is stopped
// (stop_stages.hpp), and what follows from a change (supervisor_step.hpp). Here is what may happen.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "berth/bus/v1/session.pb.h"
#include "broker/core/service_table.hpp"
#include "broker/core/supervisor_step.hpp"

namespace berth::broker {

/// What is shown of a process that has not answered for a while.
inline constexpr const char* kSilence = "it gives no sign of life";
inline constexpr const char* kSilenceHint = "if that goes on for 10 s it is ended and started again";

class Supervisor {
public:
    /// The plans in start order (in_start_order).
    explicit Supervisor(std::vector<ServicePlan> ordered) : table_(std::move(ordered)) {}

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
    Actions is_silent(const std::string& name,
                      Time now); ///< it does not answer, for now: shown, nothing more
    Actions went_silent(const std::string& name, Time now); ///< no sign of life for too long: KILL it
    Actions time_passed(Time now);

    std::optional<Time> next_deadline() const { return table_.next_deadline(); }
    bool knows(const std::string& name) const { return table_.knows(name); }
    bool settled(const std::string& name) const { return table_.settled(name); }
    bool all_settled() const { return table_.all_settled(); }
    bool all_ended() const { return table_.all_ended(); } ///< after shut_down: no process, or only survivors
    std::vector<std::string> survivors() const { return table_.survivors(); } ///< "name pid"
    bus::v1::ServiceStatus status(const std::string& name) const { return table_.at(name).status(); }
    const std::vector<std::string>& names() const { return table_.names(); }
    const ServicePlan& plan(const std::string& name) const { return table_.at(name).plan; }
    bool wanted(const std::string& name) const { return table_.at(name).wanted; }

private:
    SupervisorStep begin_step(Time now) { return {table_, now, shutting_down_}; }
    void take_health(ServiceRecord& service, const bus::v1::Health& health, Time now, SupervisorStep& step);

    ServiceTable table_;
    bool shutting_down_ = false;
};

} // namespace berth::broker
