// SPDX-License-Identifier: Apache-2.0
// Processes that are nobody's child here: who this one is, and the end of another one, told by the loop.
#pragma once

#include "base/unique_fd.hpp"
#include "loop/event_loop.hpp"

namespace berth::distro {

/// This process, in its own pid namespace.
int own_pid();

/// Tells once of the end of a process. The pid is read in the caller's pid namespace.
class ProcessWatch {
public:
    /// `on_end` is called on the loop's thread, never before this returns, and may destroy the watch. Throws
    /// base::SystemError when there is no such process.
    ProcessWatch(loop::EventLoop& loop, int pid, loop::Callback on_end);
    ~ProcessWatch();
    ProcessWatch(const ProcessWatch&) = delete;
    ProcessWatch& operator=(const ProcessWatch&) = delete;

    void signal(int number) const; ///< a process already gone is not an error

private:
    loop::EventLoop& loop_;
    base::UniqueFd process_; ///< its pidfd
    loop::Registration registration_ = 0;
};

} // namespace berth::distro
