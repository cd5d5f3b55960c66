// SPDX-License-Identifier: Apache-2.0
// containerd and dockerd as one thing that is started and stopped.
//
// Stopping. With live-restore, dockerd leaves containers running when it ends, which is what a crash or an
// upgrade needs and a stop does not. So live-restore is switched off first (daemon.json and SIGHUP), and
// dockerd's word that it has reloaded is waited for; only then it gets TERM, upon which it stops all
// containers at once, each within its own stop time. containerd comes last. Whoever is not done when the
// deadline comes gets KILL.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "services/lifecycle/guest/daemons_root.hpp"
#include "services/lifecycle/guest/reactor.hpp"
#include "services/lifecycle/guest/supervised_process.hpp"

namespace berth::lifecycle {

class Daemons {
public:
    using Done = std::function<void(const base::Result<bool>&)>;

    /// How long dockerd may take to reload; it takes a few ms, but not while it is starting.
    static constexpr std::chrono::milliseconds kReloadDeadline{2000};
    /// What containerd gets of the deadline; it has nothing to wait for and ends in a few ms.
    static constexpr std::chrono::milliseconds kContainerdShare{1000};

    Daemons(Reactor& reactor, LogForwarder& log, const SupervisedProcess::OnChange& on_change);

    /// Done when both processes run. An empty `resolv_conf` leaves the present one.
    void start(const std::string& daemon_config, const std::string& resolv_conf, Done done);
    /// Done when both have ended. At once when nothing runs. Several may wait for one stop.
    void stop(std::chrono::milliseconds deadline, Done done);

    /// For the end of the engine: nothing is started any more, also not by a start that is under way.
    void close();

    /// KILL to one that hangs; it is started again. False: it is no daemon's name.
    bool kill(const std::string& name);

    bool reap(pid_t pid);
    void describe(std::vector<v1::GuestProcess>& into) const;

private:
    enum class Stage { idle, building_root, reloading, ending_dockerd, ending_containerd };

    base::Result<bool> start_processes();
    bool begin_reload();
    void end_dockerd();
    void end_containerd();
    void end_process(SupervisedProcess& process, std::chrono::milliseconds within,
                     std::function<void()> next);
    void stopped();
    std::chrono::milliseconds left() const;

    Reactor& reactor_;
    DaemonsRoot root_;
    SupervisedProcess containerd_;
    SupervisedProcess dockerd_;
    Stage stage_ = Stage::idle;
    bool closed_ = false;
    Reactor::Clock::time_point stop_by_;
    Reactor::Timer timer_ = 0;
    std::vector<Done> stop_waiters_;
};

} // namespace berth::lifecycle
