// SPDX-License-Identifier: Apache-2.0
// Processes that were started from outside (berth-distro-enter) are in the pid namespace, but not children of
// this one: their ends are seen by pidfds of what /proc lists.
#include "services/distro/host/init/first_process.hpp"

#include <algorithm>
#include <cctype>
#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include <poll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/linux/pid_fd.hpp"

namespace berth::distro {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

sigset_t watched_signals()
{
    sigset_t signals;
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGTERM);
    ::sigaddset(&signals, SIGCHLD);
    return signals;
}

base::UniqueFd watch_signals()
{
    const sigset_t signals = watched_signals();
    base::UniqueFd fd(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!fd) {
        throw base::SystemError("watching signals");
    }
    return fd;
}

void reap()
{
    while (::waitpid(-1, nullptr, WNOHANG) > 0) {
    }
}

/// Reads what has come; true when the distro shall end.
bool take_signals(const base::UniqueFd& signals)
{
    bool is_told_to_end = false;
    signalfd_siginfo info{};
    while (::read(signals.get(), &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
        is_told_to_end |= info.ssi_signo == SIGTERM;
    }
    reap();
    return is_told_to_end;
}

bool is_number(const std::string& name)
{
    return !name.empty() &&
           std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// Pidfds of every other process that lives; none where /proc was unmounted.
std::vector<base::UniqueFd> other_processes()
{
    std::vector<base::UniqueFd> found;
    std::error_code error;
    for (fs::directory_iterator entry("/proc", error), end; !error && entry != end; entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        const pid_t pid = is_number(name) ? std::stoi(name) : 0;
        if (pid > 1 && base::process_start_time(pid)) {
            try {
                found.push_back(base::open_pid_fd(pid));
            } catch (const base::SystemError&) {
                continue; // it ended meanwhile
            }
        }
    }
    return found;
}

/// Until one of them, or a child, ends.
void wait_for_an_end(const base::UniqueFd& signals, const std::vector<base::UniqueFd>& processes,
                     std::chrono::milliseconds at_most)
{
    std::vector<pollfd> polled{{signals.get(), POLLIN, 0}};
    for (const base::UniqueFd& process : processes) {
        polled.push_back({process.get(), POLLIN, 0});
    }
    (void)::poll(polled.data(), polled.size(), static_cast<int>(at_most.count())); // the caller looks again
    (void)take_signals(signals);
}

} // namespace

void block_signals()
{
    const sigset_t signals = watched_signals();
    if (::sigprocmask(SIG_SETMASK, &signals, nullptr) != 0) {
        throw base::SystemError("blocking signals");
    }
}

void run_until_terminated()
{
    const base::UniqueFd signals = watch_signals();
    for (bool is_told_to_end = false; !is_told_to_end; is_told_to_end = take_signals(signals)) {
        pollfd polled{signals.get(), POLLIN, 0};
        (void)::poll(&polled, 1, -1); // EINTR: looked again
    }
    (void)::kill(-1, SIGTERM); // ESRCH: nothing else runs
    (void)::kill(-1, SIGCONT); // a stopped one would not see it
    const auto end = Clock::now() + kTermGrace;
    for (auto left = kTermGrace; left.count() > 0;
         left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now())) {
        const std::vector<base::UniqueFd> processes = other_processes();
        if (processes.empty()) {
            return;
        }
        wait_for_an_end(signals, processes, left);
    }
}

} // namespace berth::distro
