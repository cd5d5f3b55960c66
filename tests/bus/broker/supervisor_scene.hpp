// SPDX-License-Identifier: Apache-2.0
// A supervisor with a clock in the test's hand. What it orders is written down as words ("spawn a", "drain a
// shutdown", "TERM a", "KILL a"); processes exist as soon as they are ordered, unless the test says
// otherwise.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "broker/core/supervisor.hpp"

namespace berth::test {

using bus::v1::Health;
using bus::v1::ServiceStatus;
using std::chrono::milliseconds;

inline broker::ServicePlan plan_of(const std::string& name, std::vector<std::string> needs = {})
{
    broker::ServicePlan plan;
    plan.name = name;
    plan.needs = std::move(needs);
    return plan;
}

class SupervisorScene {
public:
    explicit SupervisorScene(std::vector<broker::ServicePlan> plans)
        : supervisor(broker::in_start_order(std::move(plans)).value())
    {}

    void start_all() { carry_out(supervisor.start_all(now)); }
    void start(const std::string& name) { carry_out(supervisor.start(name, now)); }
    void stop(const std::string& name) { carry_out(supervisor.stop(name, now)); }
    void restart(const std::string& name) { carry_out(supervisor.restart(name, now)); }
    void shut_down() { carry_out(supervisor.shut_down(now)); }
    void adopt(const std::string& name, int pid) { carry_out(supervisor.adopted(name, pid, now)); }
    void drained(const std::string& name) { carry_out(supervisor.drained(name, now)); }
    void quiet(const std::string& name) { carry_out(supervisor.is_silent(name, now)); }
    void silent(const std::string& name) { carry_out(supervisor.went_silent(name, now)); }
    void ends(const std::string& name, const std::string& how = "exited with code 1")
    {
        carry_out(supervisor.process_ended(name, how, now));
    }
    void gives_up(const std::string& name, const std::string& how = "exited with code 8")
    {
        carry_out(supervisor.process_gave_up(name, how, now));
    }

    void says(const std::string& name, Health::State state, const std::string& why = {},
              const std::string& hint = {})
    {
        Health health;
        health.set_state(state);
        health.set_why(why);
        health.set_hint(hint);
        carry_out(supervisor.health_reported(name, health, now));
    }
    void ready(const std::string& name) { says(name, Health::STATE_READY); }
    void start_and_ready(const std::vector<std::string>& names)
    {
        start_all();
        for (const std::string& name : names) {
            ready(name);
        }
        orders.clear();
    }

    /// Lets the time pass, waking the supervisor exactly when it asked to be woken.
    void pass(milliseconds time)
    {
        const broker::Time end = now + time;
        while (const std::optional<broker::Time> next = supervisor.next_deadline()) {
            if (*next > end) {
                break;
            }
            now = std::max(now, *next);
            carry_out(supervisor.time_passed(now));
        }
        now = end;
    }

    /// The orders since the last call, "spawn a, spawn b".
    std::string ordered()
    {
        std::string text;
        for (const std::string& order : orders) {
            text += (text.empty() ? "" : ", ") + order;
        }
        orders.clear();
        return text;
    }

    ServiceStatus status(const std::string& name) const { return supervisor.status(name); }
    std::string run(const std::string& name) const
    {
        return ServiceStatus::Run_Name(status(name).run()).substr(4);
    }

    broker::Supervisor supervisor;
    broker::Time now{std::chrono::hours{1}};
    std::set<std::string> cannot_spawn;
    std::vector<std::string> orders;
    std::vector<ServiceStatus> published;

private:
    void carry_out(const broker::Actions& actions)
    {
        using Kind = broker::Action::Kind;
        for (const broker::Action& action : actions) {
            switch (action.kind) {
            case Kind::spawn:
                spawn(action.service);
                break;
            case Kind::drain:
                orders.push_back(
                    "drain " + action.service +
                    (action.reason == bus::v1::DRAIN_REASON_SHUTDOWN ? " shutdown" : " restart"));
                break;
            case Kind::terminate:
                orders.push_back("TERM " + action.service);
                break;
            case Kind::kill:
                orders.push_back("KILL " + action.service);
                break;
            case Kind::publish:
                published.push_back(action.status);
                break;
            }
        }
    }

    void spawn(const std::string& name)
    {
        orders.push_back("spawn " + name);
        if (cannot_spawn.count(name) != 0) {
            carry_out(supervisor.spawn_failed(name, "executing berth-" + name + ": No such file or directory",
                                              now));
        } else {
            carry_out(supervisor.process_started(name, ++last_pid_, now));
        }
    }

    int last_pid_ = 100;
};

} // namespace berth::test
