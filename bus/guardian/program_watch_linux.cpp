// SPDX-License-Identifier: Apache-2.0
#include "guardian/program_watch.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>

#include <poll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/linux/pid_fd.hpp"

namespace berth::guardian {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kLook{1000};  // between two looks at a program that says WATCHDOG=1
constexpr milliseconds kNoLimit{-1}; // waiting is all that a guardian does

base::UniqueFd block_signals()
{
    sigset_t signals;
    ::sigemptyset(&signals);
    for (const int number : {SIGCHLD, SIGTERM, SIGINT}) {
        ::sigaddset(&signals, number);
    }
    ::sigprocmask(SIG_BLOCK, &signals, nullptr);
    base::UniqueFd descriptor(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!descriptor) {
        throw base::SystemError("making a signal descriptor");
    }
    return descriptor;
}

std::optional<NotifySocket> try_notify_socket(const std::string& address)
{
    try {
        return std::optional<NotifySocket>(std::in_place, address);
    } catch (const base::Error& error) {
        std::fprintf(stderr, "berth-guardian: a hang will not be seen: %s\n", error.what());
        return std::nullopt;
    }
}

/// Reaps everything that ended; the status of `child` when it was among it.
std::optional<int> reap(pid_t child)
{
    std::optional<int> status;
    int one = 0;
    for (pid_t pid = 0; (pid = ::waitpid(-1, &one, WNOHANG)) > 0;) {
        if (pid == child) {
            status = one;
        }
    }
    return status;
}

} // namespace

ProgramWatch::ProgramWatch(const std::string& address)
    : signals_(block_signals()), notify_(try_notify_socket(address))
{}

std::optional<int> ProgramWatch::wait_for_end(int pid_fd, pid_t child, bool has_said)
{
    hang_ = {};
    has_said_ = has_said && notify_;
    if (has_said_) {
        hang_.answered(Clock::now());
    }
    for (;;) {
        const bool ended = wait_once(pid_fd, has_said_ ? kLook : kNoLimit);
        const std::optional<int> status = reap(child);
        if (status || (ended && child == 0)) {
            return status;
        }
        if (has_said_ && hang_.is_silent(Clock::now())) {
            has_said_ = false;
            std::fputs("berth-guardian: the program gives no sign of life; killing it\n", stderr);
            base::send_signal(pid_fd, SIGKILL);
        }
    }
}

void ProgramWatch::pause(milliseconds time)
{
    const Clock::time_point end = Clock::now() + time;
    for (auto now = end - time; now < end && !told_to_end_; now = Clock::now()) {
        (void)wait_once(-1, std::chrono::ceil<milliseconds>(end - now));
        (void)reap(0);
    }
}

bool ProgramWatch::wait_once(int pid_fd, milliseconds at_most)
{
    std::array<pollfd, 3> entries{
        {{pid_fd, POLLIN, 0}, {signals_.get(), POLLIN, 0}, {notify_ ? notify_->fd() : -1, POLLIN, 0}}};
    if (::poll(entries.data(), entries.size(), static_cast<int>(at_most.count())) < 0 && errno != EINTR) {
        throw base::SystemError("waiting for the program");
    }
    take_signals(pid_fd);
    if (notify_ && notify_->take_sign_of_life()) {
        hang_.answered(Clock::now());
        has_said_ = true;
    }
    return entries[0].revents != 0;
}

void ProgramWatch::take_signals(int pid_fd)
{
    signalfd_siginfo info{};
    while (::read(signals_.get(), &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
        if (info.ssi_signo != SIGCHLD) {
            told_to_end_ = true;
            if (pid_fd >= 0) {
                base::send_signal(pid_fd, SIGTERM);
            }
        }
    }
}

} // namespace berth::guardian
