// SPDX-License-Identifier: Apache-2.0
// One clone3 makes the process with its mount, pid, ipc and uts namespaces; network, users and cgroups stay
// the host's, as all distros of WSL share them. It executes berth-distro-init, which builds the root and
// reports. The record is written while the new process still dies with this one (its parent-death signal), so
// there is never a running distro without a record.
#include "services/distro/host/launcher/launcher.hpp"

#include <array>
#include <csignal>
#include <cstdint>

#include <fcntl.h>
#include <linux/sched.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/linux/cloned_process.hpp"
#include "base/linux/pid_fd.hpp"
#include "base/linux/pipe.hpp"
#include "services/distro/host/init/start_pipes.hpp"

namespace berth::distro {
namespace {

constexpr std::size_t kReportLimit = 64U << 10U;

/// In the new process: everything it inherits but the standard streams and the two pipes is closed.
[[noreturn]] void execute_init(const LaunchRequest& request, const base::Pipe& go, const base::Pipe& report)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL); // until berth-distro-init is told that its record is written
    (void)::setsid();                   // fails only for a session leader, which it is not
    const base::UniqueFd go_read(::fcntl(go.read.get(), F_DUPFD_CLOEXEC, kReportFd + 1));
    const base::UniqueFd report_write(::fcntl(report.write.get(), F_DUPFD_CLOEXEC, kReportFd + 1));
    const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    ::dup2(null, STDIN_FILENO);
    ::dup2(null, STDOUT_FILENO);
    ::dup2(null, STDERR_FILENO);
    ::dup2(go_read.get(), kGoFd);
    ::dup2(report_write.get(), kReportFd);
    ::execl(request.init.c_str(), request.init.c_str(), "--name", request.name.c_str(), "--rootfs",
            request.rootfs.c_str(), static_cast<char*>(nullptr));
    const std::string words = failed_report(
        {"executing " + request.init.string() + ": " + base::errno_text(errno), "install berth again"});
    (void)!::write(kReportFd, words.data(), words.size()); // nobody else to tell
    ::_exit(1);
}

base::ClonedProcess clone_into_new_namespaces(const LaunchRequest& request, const base::Pipe& go,
                                              const base::Pipe& report)
{
    int raw_pid_fd = -1;
    clone_args arguments{};
    arguments.flags = CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWPID | CLONE_PIDFD;
    arguments.pidfd = reinterpret_cast<std::uintptr_t>(&raw_pid_fd);
    arguments.exit_signal = SIGCHLD;
    const long pid = ::syscall(SYS_clone3, &arguments, sizeof arguments);
    if (pid < 0) {
        throw base::SystemError("making the namespaces of distro " + request.name, errno,
                                "berth needs root and a kernel with mount, ipc, uts and pid namespaces");
    }
    if (pid == 0) {
        execute_init(request, go, report);
    }
    return base::ClonedProcess(static_cast<pid_t>(pid), base::UniqueFd(raw_pid_fd));
}

/// Up to a whole report, the end of the pipe (the process died) or the deadline.
void wait_until_ready(const base::UniqueFd& report)
{
    const auto end = std::chrono::steady_clock::now() + kDistroStartDeadline;
    std::string text;
    for (;;) {
        if (const auto outcome = parse_report(text)) {
            (void)outcome->value(); // throws what the process reported
            return;
        }
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        pollfd polled{report.get(), POLLIN, 0};
        const int ready = left.count() > 0 ? ::poll(&polled, 1, static_cast<int>(left.count())) : 0;
        if (ready == 0) {
            throw base::Error("the distro's root was not in place within " +
                                  std::to_string(kDistroStartDeadline.count()) + " s",
                              "the machine may be overloaded; try again");
        }
        std::array<char, 4096> block{};
        const ssize_t got = ready > 0 ? ::read(report.get(), block.data(), block.size()) : -1;
        if (got == 0 || text.size() > kReportLimit) {
            throw base::Error("the distro's first process ended before its root was in place",
                              "try again; if it happens again, its root file system may be damaged");
        }
        if (got > 0) {
            text.append(block.data(), static_cast<std::size_t>(got));
        } else if (errno != EINTR) {
            throw base::SystemError("waiting for the distro's first process");
        }
    }
}

/// The new process closes its end once it no longer dies with this one.
void wait_for_end_of(const base::UniqueFd& report)
{
    pollfd polled{report.get(), POLLIN, 0};
    const auto at_most = std::chrono::milliseconds(kDistroStartDeadline).count();
    char byte = 0;
    if (::poll(&polled, 1, static_cast<int>(at_most)) <= 0 || ::read(report.get(), &byte, 1) != 0) {
        throw base::Error("the distro's first process did not go on", "try again");
    }
}

} // namespace

Launched launch(const LaunchRequest& request)
{
    base::Pipe go = base::make_pipe();
    base::Pipe report = base::make_pipe();
    base::ClonedProcess first = clone_into_new_namespaces(request, go, report);
    report.write.reset();
    go.read.reset();
    wait_until_ready(report.read);
    const auto start_time = base::process_start_time(first.pid());
    if (!start_time) {
        throw base::Error("the distro's first process ended just after its start", "try again");
    }
    const Launched launched{.pid = first.pid(), .start_time = *start_time};
    base::write_file_atomically(
        request.record,
        nlohmann::json{{"init_host_pid", launched.pid}, {"start_time", launched.start_time}}.dump() + "\n",
        0600);
    base::write_all(go.write.get(), "+", "the word to go on");
    wait_for_end_of(report.read);
    (void)first.release(); // it stands on its own now
    return launched;
}

} // namespace berth::distro
