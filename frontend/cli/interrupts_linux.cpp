// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/interrupts.hpp"

#include <csignal>

#include <sys/signalfd.h>
#include <unistd.h>

#include "base/error.hpp"

namespace berth::cli {

base::UniqueFd open_interrupts()
{
    sigset_t set;
    ::sigemptyset(&set);
    ::sigaddset(&set, SIGINT);
    ::sigaddset(&set, SIGTERM);
    if (::pthread_sigmask(SIG_BLOCK, &set, nullptr) != 0) {
        throw base::SystemError("blocking signals");
    }
    base::UniqueFd fd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!fd) {
        throw base::SystemError("making a signal descriptor");
    }
    return fd;
}

bool take_interrupt(int fd)
{
    signalfd_siginfo info{};
    bool came = false;
    while (::read(fd, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
        came = true;
    }
    return came;
}

} // namespace berth::cli
