// SPDX-License-Identifier: Apache-2.0
// A running child process, held by its pidfd so that a reused pid is never signalled.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <sys/types.h>

#include "base/exit_status.hpp"
#include "base/process_spec.hpp"
#include "base/unique_fd.hpp"

namespace berth::base {

/// Movable owner. The destructor sends TERM, waits kDestructorGrace, then KILL, and reaps;
/// release() lets the process live on. Not thread-safe.
class Child {
public:
    static constexpr std::chrono::milliseconds kDestructorGrace{2000};

    /// Starts the process; throws SystemError when the program cannot be executed (reported from the child).
    static Child spawn(const ProcessSpec& spec);

    Child() noexcept = default;
    ~Child();
    Child(Child&& other) noexcept;
    Child& operator=(Child&& other) noexcept;
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    pid_t pid() const noexcept { return pid_; }
    int pid_fd() const noexcept { return pid_fd_.get(); } ///< readable once the process has ended
    bool running() const noexcept { return pid_ > 0; }

    void signal(int number) const; ///< a process already gone is not an error
    /// Reaps if ended within the time; std::nullopt when it still runs.
    std::optional<ExitStatus> wait(std::chrono::milliseconds at_most);
    void release() noexcept; ///< gives up ownership without touching the process

private:
    Child(pid_t pid, UniqueFd pid_fd) noexcept : pid_(pid), pid_fd_(std::move(pid_fd)) {}
    void end() noexcept;

    pid_t pid_ = -1;
    UniqueFd pid_fd_;
};

/// What a short helper program said and how it ended.
struct Completed {
    ExitStatus status;
    std::string output;       ///< standard output, at most 1 MiB
    std::string error_output; ///< standard error, at most 1 MiB
};

/// Runs to completion with both outputs captured; the deadline's end kills it and throws Error that names it.
Completed run(const ProcessSpec& spec, std::chrono::milliseconds deadline);

} // namespace berth::base
