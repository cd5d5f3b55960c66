// SPDX-License-Identifier: Apache-2.0
// One clone3 makes the process with all its namespaces but the cgroup's: that one is made by the process
// itself, once it has been put into its cgroup, because a cgroup namespace's root is the cgroup that its
// maker is in.
#include "services/lifecycle/host/engine_ns/launcher.hpp"

#include <array>
#include <csignal>
#include <cstdint>
#include <optional>
#include <string>

#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/linux/cgroup_dir.hpp"
#include "base/linux/cloned_process.hpp"
#include "base/linux/pid_fd.hpp"
#include "base/linux/pipe.hpp"
#include "base/scope_exit.hpp"
#include "services/lifecycle/core/start_report.hpp"
#include "services/lifecycle/host/engine_ns/cgroup_view.hpp"
#include "services/lifecycle/host/engine_ns/first_process.hpp"

namespace berth::lifecycle {
namespace {

constexpr std::size_t kReportLimit = 64U << 10U;

/// TERM and INT become readable, so that a start that is broken off cleans up as any failed one does.
base::UniqueFd block_and_watch_signals()
{
    sigset_t signals;
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGTERM);
    ::sigaddset(&signals, SIGINT);
    base::UniqueFd fd;
    if (::sigprocmask(SIG_BLOCK, &signals, nullptr) == 0) {
        fd.reset(::signalfd(-1, &signals, SFD_CLOEXEC));
    }
    if (!fd) {
        throw base::SystemError("watching signals");
    }
    return fd;
}

void refuse_running_engine(const EngineOptions& options, const base::CgroupDir& cgroup)
{
    const std::vector<pid_t> left = cgroup.processes();
    if (!left.empty()) {
        throw base::Error(
            fmt::format("cgroup {} still has {} processes, the first is {}: an engine of this instance runs",
                        options.cgroup, left.size(), left.front()),
            "stop it with `berth down`, or end these processes");
    }
}

pid_t clone_into_new_namespaces(int& pid_fd)
{
    clone_args arguments{};
    arguments.flags = CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWPID | CLONE_PIDFD;
    arguments.pidfd = reinterpret_cast<std::uintptr_t>(&pid_fd);
    arguments.exit_signal = SIGCHLD;
    const long pid = ::syscall(SYS_clone3, &arguments, sizeof arguments);
    if (pid < 0) {
        throw base::SystemError("making the engine's namespaces", errno,
                                "berth needs root and a kernel with mount, net, ipc, uts and pid namespaces");
    }
    return static_cast<pid_t>(pid);
}

/// Reads the pipe up to a whole report, its end (the process died), a signal or the deadline.
void wait_until_ready(const base::UniqueFd& report, const base::UniqueFd& signals)
{
    const auto end = std::chrono::steady_clock::now() + kEngineStartDeadline;
    std::string text;
    for (;;) {
        if (const auto outcome = parse_start_report(text)) {
            (void)outcome->value(); // throws what the process reported
            return;
        }
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        std::array<pollfd, 2> polled{pollfd{report.get(), POLLIN, 0}, pollfd{signals.get(), POLLIN, 0}};
        const int ready =
            left.count() > 0 ? ::poll(polled.data(), polled.size(), static_cast<int>(left.count())) : 0;
        if (ready == 0) {
            throw base::Error(
                fmt::format("berth-init did not listen within {} s", kEngineStartDeadline.count()),
                "the machine may be overloaded; try again");
        }
        if (polled[1].revents != 0) {
            throw base::Error("the start of the engine was interrupted by a signal");
        }
        std::array<char, 4096> block{};
        const ssize_t got = ready > 0 ? ::read(report.get(), block.data(), block.size()) : -1;
        if (got == 0 || text.size() > kReportLimit) {
            throw base::Error("the engine's first process ended before it listened",
                              "see --log-file; the base image may be of another berth release");
        }
        if (got > 0) {
            text.append(block.data(), static_cast<std::size_t>(got));
        } else if (errno != EINTR) {
            throw base::SystemError("waiting for the engine's first process");
        }
    }
}

} // namespace

pid_t launch_engine(const EngineOptions& options)
{
    const base::UniqueFd signals = block_and_watch_signals();
    const base::CgroupDir cgroup(options.cgroup);
    refuse_running_engine(options, cgroup);
    base::ScopeExit remove_cgroup([&] {
        try {
            cgroup.remove();
        } catch (const base::Error&) {
            // The failure that brought us here is the one to report.
        }
    });
    offer_controllers_to(options.cgroup);
    cgroup.create();

    base::Pipe go = base::make_pipe();
    base::Pipe report = base::make_pipe();
    int raw_pid_fd = -1;
    const pid_t pid = clone_into_new_namespaces(raw_pid_fd);
    if (pid == 0) {
        go.write.reset();
        report.read.reset();
        run_first_process(options, std::move(go.read), std::move(report.write));
    }
    base::ClonedProcess first(pid, base::UniqueFd(raw_pid_fd));
    report.write.reset();
    cgroup.add(pid);
    go.write.reset(); // the end of this pipe is the word to go on
    wait_until_ready(report.read, signals);
    remove_cgroup.release();
    return first.release();
}

} // namespace berth::lifecycle
