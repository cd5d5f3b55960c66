// SPDX-License-Identifier: Apache-2.0
// berth-guardian [--adopt-fd N] PROGRAM ARGS…: keeps one program (the broker) running where no systemd does.
//
// Theory: a process cannot restart itself after KILL, so a second, much smaller one does: it starts its
// program again whenever that ends otherwise than with exit code 0, and sees the death at once because the
// program is its child. It is also the reaper of everything the broker started: a dead broker's services are
// re-parented to the guardian. TERM and INT are passed on: the program then brings everything down. If it
// dies on the way it is not started again, for that would bring everything up; what still lives is adopted by
// the next `berth up`.
//
// The guardian's own death is the program's to heal: it gets a pidfd of the guardian (--guardian-fd) and
// starts another when that has ended, with a pidfd of its own to begin with (--adopt-fd). What is adopted is
// no child, so its exit code stays unknown: it ends its guardian before it ends well, and any end that the
// guardian lives to see is a death. Should: no allocation-heavy work, no ZeroMQ, no threads. Mustn't: end
// before its program ended well.
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/child.hpp"
#include "base/error.hpp"
#include "base/linux/pid_fd.hpp"
#include "base/process_spec.hpp"
#include "broker/guardian_fd.hpp"
#include "service/exit_code.hpp"

namespace {

using namespace berth;
using broker::kOtherFd;

constexpr int kMaxQuickDeaths = 10; // in a row, each within kQuickDeath; then it gives up
constexpr std::chrono::milliseconds kQuickDeath{2000};
constexpr std::chrono::milliseconds kBackOff{200}; // after the second quick death in a row
constexpr int kFailed =
    static_cast<int>(service::ExitCode::failed); // also where the program has no exit code
constexpr int kUsage = static_cast<int>(service::ExitCode::usage);

/// Waits for the next signal of the set or the time's end.
int wait_signal(const sigset_t& set, std::chrono::milliseconds at_most)
{
    const timespec time{at_most.count() / 1000, (at_most.count() % 1000) * 1000000};
    return ::sigtimedwait(&set, nullptr, &time);
}

/// Reaps everything that ended; true (and the status) when the program was among it.
bool reap(pid_t program, int& status)
{
    bool ended = false;
    int one = 0;
    for (pid_t pid = 0; (pid = ::waitpid(-1, &one, WNOHANG)) > 0;) {
        if (pid == program) {
            ended = true;
            status = one;
        }
    }
    return ended;
}

/// Runs the program once and returns how it ended. `told_to_end` becomes true when TERM or INT came
/// meanwhile.
int run_once(const base::ProcessSpec& spec, const sigset_t& signals, bool& told_to_end)
{
    base::Child child = base::Child::spawn(spec);
    const pid_t program = child.pid();
    int status = 0;
    while (!reap(program, status)) {
        const int signal = ::sigwaitinfo(&signals, nullptr);
        if (signal == SIGTERM || signal == SIGINT) {
            told_to_end = true;
            child.signal(SIGTERM);
        }
    }
    child.release(); // reaped above
    return WIFEXITED(status) ? WEXITSTATUS(status) : kFailed;
}

/// Waits out the back-off; false when TERM or INT came instead. Children of a dead program are reaped
/// meanwhile.
bool back_off(const sigset_t& signals)
{
    const auto end = std::chrono::steady_clock::now() + kBackOff;
    for (auto now = end - kBackOff; now < end; now = std::chrono::steady_clock::now()) {
        const int signal = wait_signal(signals, std::chrono::ceil<std::chrono::milliseconds>(end - now));
        if (signal == SIGTERM || signal == SIGINT) {
            return false;
        }
        int status = 0;
        (void)reap(-1, status); // nothing of it matters but that it is reaped
    }
    return true;
}

/// Waits until the process behind the pidfd has ended. True when TERM or INT came meanwhile.
bool outlive(int pid_fd, const sigset_t& signals)
{
    const base::UniqueFd incoming(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!incoming) {
        throw base::SystemError("making a signal descriptor");
    }
    bool told_to_end = false;
    std::array<pollfd, 2> entries{{{pid_fd, POLLIN, 0}, {incoming.get(), POLLIN, 0}}};
    while (entries[0].revents == 0) {
        constexpr int kNoLimit = -1; // this is all that a guardian does
        if (::poll(entries.data(), entries.size(), kNoLimit) < 0 && errno != EINTR) {
            throw base::SystemError("waiting for the adopted program");
        }
        signalfd_siginfo info{};
        while (::read(incoming.get(), &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
            if (info.ssi_signo != SIGCHLD) {
                told_to_end = true;
                base::send_signal(pid_fd, SIGTERM);
            }
        }
        int status = 0;
        (void)reap(-1, status); // orphans of the program, if any come here
    }
    return told_to_end;
}

int guard(const base::ProcessSpec& spec, const sigset_t& signals)
{
    int quick_deaths = 0;
    bool told_to_end = false;
    for (bool is_first = true;; is_first = false) {
        const auto started = std::chrono::steady_clock::now();
        int exit_code = kFailed;
        try {
            exit_code = run_once(spec, signals, told_to_end);
        } catch (const base::Error&) {
            if (is_first) {
                throw;
            } // later: the program is away for a moment, an update replaces it; that counts as a quick death
        }
        if (exit_code == 0 || told_to_end) {
            return exit_code;
        }
        const bool was_quick = std::chrono::steady_clock::now() - started < kQuickDeath;
        quick_deaths = was_quick ? quick_deaths + 1 : 0;
        if (quick_deaths >= kMaxQuickDeaths) {
            std::fprintf(stderr, "%s died %d times in a row; giving up\n", spec.program.c_str(),
                         quick_deaths);
            return exit_code;
        }
        if (quick_deaths > 1 && !back_off(signals)) {
            return 0;
        }
    }
}

sigset_t block_signals()
{
    sigset_t signals;
    ::sigemptyset(&signals);
    for (const int number : {SIGCHLD, SIGTERM, SIGINT}) {
        ::sigaddset(&signals, number);
    }
    ::sigprocmask(SIG_BLOCK, &signals, nullptr);
    return signals;
}

} // namespace

int main(int argc, char** argv)
{
    const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
    const bool adopts = words.size() > 2 && words[0] == "--adopt-fd" && words[1] == std::to_string(kOtherFd);
    const std::vector<std::string> command(words.begin() + (adopts ? 2 : 0), words.end());
    if (command.empty() || command[0].empty() || command[0][0] == '-') {
        std::fputs("usage: berth-guardian [--adopt-fd 3] PROGRAM [ARGUMENT…]\n", stderr);
        return kUsage;
    }
    try {
        const sigset_t signals = block_signals();
        ::prctl(PR_SET_CHILD_SUBREAPER, 1);
        if (adopts) {
            const base::UniqueFd program(kOtherFd);
            if (::fcntl(program.get(), F_SETFD, FD_CLOEXEC) != 0) {
                throw base::SystemError("taking over the program's descriptor");
            }
            if (outlive(program.get(), signals)) {
                return 0;
            }
        }
        const base::UniqueFd self = base::open_pid_fd(::getpid());
        base::ProcessSpec spec{.program = command[0], .arguments = {command.begin() + 1, command.end()}};
        spec.arguments.insert(spec.arguments.end(), {"--guardian-fd", std::to_string(kOtherFd)});
        spec.inherited_fds = {{self.get(), kOtherFd}};
        return guard(spec, signals);
    } catch (const base::Error& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return kFailed;
    }
}
