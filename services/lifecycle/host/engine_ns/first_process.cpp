// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/host/engine_ns/first_process.hpp"

#include <array>
#include <csignal>
#include <cstdlib>
#include <string>
#include <vector>

#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "services/lifecycle/core/start_report.hpp"
#include "services/lifecycle/host/engine_ns/cgroup_view.hpp"
#include "services/lifecycle/host/engine_ns/engine_root.hpp"
#include "services/lifecycle/host/engine_ns/kernel_settings.hpp"

namespace berth::lifecycle {
namespace {

constexpr const char* kInitProgram = "/usr/libexec/berth/guest/berth-init";
constexpr const char* kControlAddress = "unix:///run/berth/tunnel/init.sock";
constexpr int kReportFd = 3;
constexpr int kFailed = 1;

/// What a person can do about the errors that a machine's set-up causes.
std::string hint_for(int error)
{
    switch (error) {
    case ENODEV:
        return "this kernel lacks that file system; berth needs overlay, squashfs and tmpfs";
    case EPERM:
    case EACCES:
        return "berth needs root with CAP_SYS_ADMIN; inside a container it needs --privileged";
    case ENOENT:
        return "check that the file exists; a missing image is put back by installing it again";
    case EINVAL:
        return "the file may be damaged; install the image again";
    default:
        return {};
    }
}

void wait_for_end_of(const base::UniqueFd& pipe)
{
    char byte = 0;
    while (::read(pipe.get(), &byte, 1) < 0) {
        if (errno != EINTR) {
            throw base::SystemError("waiting to be put into the engine's cgroup");
        }
    }
}

/// A session of its own without the caller's terminal, signals or working directory.
void become_own_master()
{
    // Killed with berth-engine-ns as long as that watches over the start; cleared before berth-init takes
    // over.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)::setsid(); // fails only for a session leader, which process 1 of a new namespace is not
    ::umask(022);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// Before the root changes: the log file is one of the host's.
void redirect_standard_streams(const EngineOptions& options)
{
    const base::UniqueFd null = base::open_file("/dev/null", O_RDWR);
    base::UniqueFd log;
    if (!options.log_file.empty()) {
        log = base::open_file(options.log_file, O_WRONLY | O_CREAT | O_APPEND, 0640);
    }
    const int output = log ? log.get() : null.get();
    if (::dup2(null.get(), STDIN_FILENO) < 0 || ::dup2(output, STDOUT_FILENO) < 0 ||
        ::dup2(output, STDERR_FILENO) < 0) {
        throw base::SystemError("redirecting berth-init's standard streams");
    }
}

[[noreturn]] void execute_init(const base::UniqueFd& report)
{
    std::string program = kInitProgram;
    std::vector<std::string> words{program, "--control", kControlAddress, "--ready-fd",
                                   std::to_string(kReportFd)};
    std::vector<char*> argv;
    for (std::string& word : words) {
        argv.push_back(word.data());
    }
    argv.push_back(nullptr);
    std::string path =
        "PATH=/usr/libexec/berth/guest:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    std::string home = "HOME=/root";
    std::array<char*, 3> environment{path.data(), home.data(), nullptr};

    // What the caller left open must not come along. The report's pipe is moved up first, then to its number.
    const base::UniqueFd moved(::fcntl(report.get(), F_DUPFD_CLOEXEC, kReportFd + 1));
    if (!moved || ::close_range(kReportFd, ~0U, CLOSE_RANGE_CLOEXEC) != 0 ||
        ::dup2(moved.get(), kReportFd) < 0) {
        throw base::SystemError("preparing berth-init's descriptors");
    }
    ::prctl(PR_SET_PDEATHSIG, 0);
    ::execve(program.c_str(), argv.data(), environment.data());
    const int error = errno;
    ::fcntl(kReportFd, F_SETFD, FD_CLOEXEC);
    throw base::SystemError("executing " + program + " of the base image", error,
                            "the base image lacks berth-init or a library of it; install the image again");
}

[[noreturn]] void become_init(const EngineOptions& options, const base::UniqueFd& go,
                              const base::UniqueFd& report)
{
    become_own_master();
    wait_for_end_of(go);
    redirect_standard_streams(options);
    const std::vector<CgroupMembership> memberships = memberships_of_self(options.cgroup);
    if (::unshare(CLONE_NEWCGROUP) != 0) {
        throw base::SystemError("making the engine's cgroup namespace");
    }
    raise_limits();
    set_hostname(options.hostname);
    bring_loopback_up();
    enter_engine_root(options, memberships);
    apply_sysctls(); // of the new network namespace: seen through the new /proc
    execute_init(report);
}

} // namespace

void run_first_process(const EngineOptions& options, base::UniqueFd go, base::UniqueFd report)
{
    base::Failure failure{"", ""};
    try {
        become_init(options, go, report);
    } catch (const base::SystemError& error) {
        failure = {error.what(), error.hint().empty() ? hint_for(error.code()) : error.hint()};
    } catch (const base::Error& error) {
        failure = {error.what(), error.hint()};
    } catch (const std::exception& error) {
        failure = {error.what(), {}};
    }
    try {
        base::write_all(report.get(), encode_failed(failure), "the report to berth-engine-ns");
    } catch (const base::Error&) {
        // berth-engine-ns is gone: nobody is left to tell
    }
    ::_exit(kFailed);
}

} // namespace berth::lifecycle
