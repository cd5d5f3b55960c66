// SPDX-License-Identifier: Apache-2.0
// berth-init put together: the control protocol, the supervised processes, the reaping of orphans, and the
// end.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <vector>

#include "base/unique_fd.hpp"
#include "services/lifecycle/guest/control_server.hpp"
#include "services/lifecycle/guest/daemons.hpp"
#include "services/lifecycle/guest/log_forwarder.hpp"
#include "services/lifecycle/guest/power_off.hpp"
#include "services/lifecycle/guest/reactor.hpp"
#include "services/lifecycle/guest/supervised_process.hpp"

namespace berth::lifecycle {

class Init {
public:
    /// For a stop that was asked for by a signal or without a deadline: more than dockerd's own 15 s.
    static constexpr std::chrono::seconds kDefaultStopDeadline{30};

    /// Listens at `control` and blocks the signals that it reads. Throws base::Error.
    explicit Init(const std::filesystem::path& control);

    void start_guest_halves();
    void run(); ///< until PowerOff is done

private:
    using Handler = void (Init::*)(const Requester&, const v1::InitRequest&);
    static Handler handler_of(v1::InitRequest::RequestCase which);

    void on_request(const Requester& requester, const v1::InitRequest& request);
    void start_daemons(const Requester& requester, const v1::InitRequest& request);
    void stop_daemons(const Requester& requester, const v1::InitRequest& request);
    void get_processes(const Requester& requester, const v1::InitRequest& request);
    void end_process(const Requester& requester, const v1::InitRequest& request);
    void power_off(const Requester& requester, const v1::InitRequest& request);

    void begin_power_off(std::chrono::milliseconds deadline);
    void end_everything(Reactor::Clock::time_point by);
    void finish();
    void answer(const Requester& requester, const base::Result<bool>& outcome);
    void on_change(const SupervisedProcess& process);
    void on_signal();
    void reap_children();
    bool reap_guest_half(pid_t pid);

    Reactor reactor_;
    LogForwarder log_;
    base::UniqueFd signals_;
    ControlServer control_;
    Daemons daemons_;
    std::vector<std::unique_ptr<SupervisedProcess>> guest_halves_;
    EndOfProcesses end_;
    bool powering_off_ = false;
    std::vector<Requester> power_off_waiters_;
};

} // namespace berth::lifecycle
