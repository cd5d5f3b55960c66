// SPDX-License-Identifier: Apache-2.0
// The supervisor's decisions carried out: it owns the state machine and the processes, and feeds back what
// comes of each action. It speaks to services only through what it is given.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <spdlog/logger.h>

#include "broker/core/supervisor.hpp"
#include "broker/process_table.hpp"
#include "broker/service_launcher.hpp"
#include "loop/event_loop.hpp"

namespace berth::broker {

class Supervision {
public:
    /// What happens outside of it. All are called from within step() and adopt().
    struct Outside {
        /// False when the service is not connected (yet); it then gets a signal that says the same.
        std::function<bool(const std::string& service, bus::v1::DrainReason reason)> drain;
        std::function<void(const bus::v1::ServiceStatus& status)> publish;
        std::function<void(const std::string& service)> process_ended; ///< before anything follows from it
        std::function<void()> after_step;
    };

    Supervision(loop::EventLoop& loop, LaunchPlaces places, std::vector<ServicePlan> plans,
                spdlog::logger& log, Outside outside);
    ~Supervision();
    Supervision(const Supervision&) = delete;
    Supervision& operator=(const Supervision&) = delete;

    /// Takes over what an earlier broker started and still lives. True when there was any.
    bool adopt();

    const Supervisor& state() const { return supervisor_; }
    std::string service_of(int pid) const { return processes_.name_of(pid); } ///< "": of none
    /// Anything that happens to the state machine goes through here.
    using Step = std::function<Actions(Supervisor& supervisor, Time now)>;
    void step(const Step& step);

private:
    void carry_out(const Actions& actions);
    void drain(const Action& action);
    void spawn(const std::string& name);
    void on_process_end(const std::string& name, const ProcessTable::End& end);
    void arm_timer();

    loop::EventLoop& loop_;
    ServiceLauncher launcher_;
    spdlog::logger& log_;
    Outside outside_;
    Supervisor supervisor_;
    ProcessTable processes_;
    loop::Registration timer_ = 0; ///< of the next deadline
};

} // namespace berth::broker
