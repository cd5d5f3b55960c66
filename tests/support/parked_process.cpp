// SPDX-License-Identifier: Apache-2.0
#include "tests/support/parked_process.hpp"

#include <array>
#include <csignal>

#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/linux/namespaces.hpp"

namespace berth::test {
namespace {

constexpr char kGood = '+';
constexpr char kBad = '-';

/// What a child reports: one sign and a text.
std::string read_report(int fd)
{
    std::string text;
    std::array<char, 4096> block{};
    for (ssize_t got = 0; (got = ::read(fd, block.data(), block.size())) > 0;) {
        text.append(block.data(), static_cast<std::size_t>(got));
    }
    if (text.empty() || text.front() != kGood) {
        throw base::Error(text.empty() ? "a test's child process died" : text.substr(1));
    }
    return text.substr(1);
}

struct Forked {
    pid_t pid;
    base::UniqueFd report;
};

/// The child runs `body`, reports, then runs `afterwards` and ends.
Forked fork_child(const std::function<std::string()>& body, const std::function<void()>& afterwards)
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw base::SystemError("making a pipe");
    }
    Forked forked{.pid = -1, .report = base::UniqueFd(ends[0])};
    base::UniqueFd report_write(ends[1]);
    forked.pid = ::fork();
    if (forked.pid < 0) {
        throw base::SystemError("forking");
    }
    if (forked.pid == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (const int fatal : {SIGSEGV, SIGABRT, SIGTERM, SIGINT, SIGFPE, SIGILL}) {
            ::signal(fatal, SIG_DFL); // not the test program's own reports
        }
        // ThreadSanitizer starts a thread in each forked child, and the kernel lets none that shares its root
        // and working directory with another thread into a mount namespace.
        (void)::unshare(CLONE_FS);
        try {
            base::write_all(report_write.get(), kGood + body(), "a report");
        } catch (const std::exception& error) {
            (void)!::write(report_write.get(), (kBad + std::string(error.what())).c_str(),
                           std::string(error.what()).size() + 1);
        }
        report_write.reset();
        afterwards();
        ::_exit(0);
    }
    return forked;
}

void end(pid_t pid)
{
    (void)::kill(pid, SIGKILL);
    (void)::waitpid(pid, nullptr, 0);
}

} // namespace

ParkedProcess::ParkedProcess(const std::function<void()>& set_up)
{
    const Forked forked = fork_child(
        [&] {
            set_up();
            return std::string();
        },
        [] { ::pause(); });
    pid_ = forked.pid;
    try {
        (void)read_report(forked.report.get());
    } catch (const base::Error&) {
        end(pid_);
        throw;
    }
}

ParkedProcess::~ParkedProcess()
{
    end(pid_);
}

std::string run_in(pid_t pid, const std::function<std::string()>& body)
{
    const Forked forked = fork_child(
        [&] {
            const base::UniqueFd root = base::open_file("/proc/" + std::to_string(pid) + "/root", O_PATH);
            base::NamespaceFd(pid, "mnt").enter();
            if (::fchdir(root.get()) != 0 || ::chroot(".") != 0) {
                throw base::SystemError("entering a root directory");
            }
            return body();
        },
        [] {});
    const auto reap = [&] { (void)::waitpid(forked.pid, nullptr, 0); };
    try {
        std::string result = read_report(forked.report.get());
        reap();
        return result;
    } catch (const base::Error&) {
        reap();
        throw;
    }
}

} // namespace berth::test
