// SPDX-License-Identifier: Apache-2.0
// One process of the table: started, its output read, started again when it ends while it is wanted.
//
// Its standard output and error are one pipe that lasts for all its lives: a descendant that lives longer
// than the process (a container's shim) never writes into a closed one.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/child.hpp"
#include "base/process_spec.hpp"
#include "base/unique_fd.hpp"
#include "berth/lifecycle/v1/init.pb.h"
#include "services/lifecycle/core/output_lines.hpp"
#include "services/lifecycle/core/restart_backoff.hpp"
#include "services/lifecycle/guest/log_forwarder.hpp"
#include "services/lifecycle/guest/process_table.hpp"
#include "services/lifecycle/guest/reactor.hpp"

namespace berth::lifecycle {

class SupervisedProcess {
public:
    /// How the entry becomes a command line: those of the daemons' root are entered into it.
    using Launch = std::function<base::ProcessSpec(const ProcessEntry&)>;
    /// Started or ended.
    using OnChange = std::function<void(const SupervisedProcess&)>;

    SupervisedProcess(Reactor& reactor, LogForwarder& log, ProcessEntry entry, Launch launch,
                      OnChange on_change);
    ~SupervisedProcess();
    SupervisedProcess(const SupervisedProcess&) = delete;
    SupervisedProcess& operator=(const SupervisedProcess&) = delete;

    const std::string& name() const { return entry_.name; }
    bool running() const { return child_.running(); }
    pid_t pid() const { return child_.pid(); } ///< -1 when not running

    /// Wanted from now on. What runs is left alone. A start that fails is tried again as if the process had
    /// ended.
    void start();
    /// No longer wanted: it stays down when it ends.
    void give_up();
    void signal(int number) { child_.signal(number); }

    /// The child with this process's pid has ended and waits to be reaped.
    void reap();

    /// Lines that state a lower level are not forwarded. Everything is, before the first call.
    void forward_from(diagnostics::v1::Level least) { least_ = least; }

    /// Calls once when the process ends; replaces an earlier one. Empty: nobody waits any more.
    void on_next_end(std::function<void()> callback) { on_next_end_ = std::move(callback); }
    /// Sees every line of output as it was printed. Empty: nobody looks any more.
    void on_line(std::function<void(const std::string&)> callback) { on_line_ = std::move(callback); }

    v1::GuestProcess describe() const;
    std::vector<std::string> last_lines() const { return ring_.lines(); }

private:
    void launch();
    void restart_later();
    void read_output();
    std::string kept_part(const std::string& line);
    void take_line(const std::string& line);

    Reactor& reactor_;
    LogForwarder& log_;
    ProcessEntry entry_;
    Launch launch_;
    OnChange on_change_;
    base::UniqueFd output_read_;
    base::UniqueFd output_write_;
    base::Child child_;
    LineSplitter splitter_;
    LineRing ring_;
    RestartBackoff backoff_;
    Reactor::Timer restart_timer_ = 0;
    diagnostics::v1::Level least_ = diagnostics::v1::LEVEL_DEBUG;
    bool line_was_cut_ = false; ///< what comes next is its rest
    bool wanted_ = false;
    std::uint32_t restarts_ = 0;
    std::string last_exit_;
    std::function<void()> on_next_end_;
    std::function<void(const std::string&)> on_line_;
};

} // namespace berth::lifecycle
