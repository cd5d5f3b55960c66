// SPDX-License-Identifier: Apache-2.0
#include "base/linux/cloned_process.hpp"

#include <csignal>

#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace berth::base {

ClonedProcess::~ClonedProcess()
{
    if (pid_ > 0) {
        (void)::syscall(SYS_pidfd_send_signal, pid_fd_.get(), SIGKILL, nullptr, 0); // it may be gone already
        (void)::waitpid(pid_, nullptr, 0);
    }
}

} // namespace berth::base
