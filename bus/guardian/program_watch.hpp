// SPDX-License-Identifier: Apache-2.0
// Waits for the end of the guarded program, passes TERM and INT on to it meanwhile, reaps what a dead program
// left, and ends a program that lives but does not say so any more.
#pragma once

#include <chrono>
#include <csignal>
#include <optional>
#include <string>

#include <sys/types.h>

#include "base/hang_watch.hpp"
#include "base/unique_fd.hpp"
#include "guardian/notify_socket.hpp"

namespace berth::guardian {

class ProgramWatch {
public:
    /// Blocks SIGCHLD, SIGTERM and SIGINT. `address`: see NotifySocket; where another has it the program is
    /// guarded all the same, and only a hang of it is not seen.
    explicit ProgramWatch(const std::string& address);

    /// For the program's NOTIFY_SOCKET; empty: there is none.
    std::string notify_address() const { return notify_ ? notify_->address() : std::string(); }

    /// Until the process behind the pidfd has ended. `child`: its pid where it is a child of this process,
    /// and then the result is its status as of wait(2); else 0. A program that has said WATCHDOG=1 once, here
    /// or (`has_said`) to an earlier guardian, and then does not for HangWatch::kHungAfter is killed.
    std::optional<int> wait_for_end(int pid_fd, pid_t child, bool has_said = false);
    /// Waits while no program runs; ends early when told_to_end().
    void pause(std::chrono::milliseconds time);

    /// TERM or INT has come, during any of the waits.
    bool told_to_end() const { return told_to_end_; }

private:
    /// Waits once, for whatever comes first. True when the process behind the pidfd (-1: none) has ended.
    bool wait_once(int pid_fd, std::chrono::milliseconds at_most);
    void take_signals(int pid_fd);

    base::UniqueFd signals_;
    std::optional<NotifySocket> notify_;
    base::HangWatch hang_;
    bool has_said_ = false; ///< WATCHDOG=1, this program
    bool told_to_end_ = false;
};

} // namespace berth::guardian
