// SPDX-License-Identifier: Apache-2.0
// Processes by pidfd: watching and signalling one that need not be a child.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include <sys/types.h>

#include "base/unique_fd.hpp"

namespace berth::base {

/// pidfd_open(2); throws SystemError (ESRCH when there is no such process).
UniqueFd open_pid_fd(pid_t pid);

/// pidfd_send_signal(2); a process already gone is not an error.
void send_signal(int pid_fd, int number);

/// True once the process behind the pidfd has ended; waits at most that long.
bool wait_pid_fd(int pid_fd, std::chrono::milliseconds at_most);

/// Field 22 of /proc/PID/stat, in clock ticks since boot: with the pid it names a process for good.
/// std::nullopt when there is no such process or it is a zombie. The pid is read in the caller's pid
/// namespace.
std::optional<std::uint64_t> process_start_time(pid_t pid);

} // namespace berth::base
