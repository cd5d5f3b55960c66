// SPDX-License-Identifier: Apache-2.0
// berth-guardian [--adopt-fd N] [--notify-socket @NAME] PROGRAM ARGS…: keeps one program (the broker) running
// where no systemd does.
//
// Theory: a process cannot restart itself after KILL, so a second, much smaller one does: it starts its
// program again whenever that ends otherwise than with exit code 0, and sees the death at once because the
// program is its child. It is also the reaper of everything the broker started: a dead broker's services are
// re-parented to the guardian. TERM and INT are passed on: the program then brings everything down. If it
// dies on the way it is not started again, for that would bring everything up; what still lives is adopted by
// the next `berth up`. A program that hangs does not die by itself: it says each second that it lives, as to
// systemd's watchdog, and is killed once it does not (program_watch.hpp).
//
// The guardian's own death is the program's to heal: it gets a pidfd of the guardian (--guardian-fd) and
// starts another when that has ended, with a pidfd of its own to begin with (--adopt-fd) and the address at
// which it says that it lives (--notify-socket). What is adopted is no child, so its exit code stays unknown:
// it ends its guardian before it ends well, and any end that the guardian lives to see is a death.
// Should: no allocation-heavy work, no ZeroMQ, no threads. Mustn't: end before its program ended well.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.hpp"
#include "base/error.hpp"
#include "base/linux/pid_fd.hpp"
#include "base/process_spec.hpp"
#include "broker/guardian_fd.hpp"
#include "guardian/program_watch.hpp"
#include "service/exit_code.hpp"

namespace {

using namespace berth;
using broker::kOtherFd;
using guardian::ProgramWatch;

constexpr int kMaxQuickDeaths = 10; // in a row, each within kQuickDeath; then it gives up
constexpr std::chrono::milliseconds kQuickDeath{2000};
constexpr std::chrono::milliseconds kBackOff{200}; // after the second quick death in a row
constexpr int kFailed =
    static_cast<int>(service::ExitCode::failed); // also where the program has no exit code
constexpr int kUsage = static_cast<int>(service::ExitCode::usage);

struct Options {
    bool adopts = false;
    std::string notify_socket; // empty: the kernel chooses one
    std::vector<std::string> command;
};

/// std::nullopt: they make no sense.
std::optional<Options> parse(std::vector<std::string> words)
{
    Options options;
    while (words.size() >= 2 && words[0].starts_with("--")) {
        if (words[0] == "--adopt-fd" && words[1] == std::to_string(kOtherFd)) {
            options.adopts = true;
        } else if (words[0] == "--notify-socket" && words[1].size() > 1 && words[1][0] == '@') {
            options.notify_socket = words[1];
        } else {
            return std::nullopt;
        }
        words.erase(words.begin(), words.begin() + 2);
    }
    if (words.empty() || words[0].empty() || words[0][0] == '-') {
        return std::nullopt;
    }
    options.command = std::move(words);
    return options;
}

/// Runs the program once and returns its exit code.
int run_once(const base::ProcessSpec& spec, ProgramWatch& watch)
{
    base::Child child = base::Child::spawn(spec);
    const std::optional<int> status = watch.wait_for_end(child.pid_fd(), child.pid());
    child.release(); // it is reaped
    return status && WIFEXITED(*status) ? WEXITSTATUS(*status) : kFailed;
}

int guard(const base::ProcessSpec& spec, ProgramWatch& watch)
{
    int quick_deaths = 0;
    for (bool is_first = true;; is_first = false) {
        const auto started = std::chrono::steady_clock::now();
        int exit_code = kFailed;
        try {
            exit_code = run_once(spec, watch);
        } catch (const base::Error&) {
            if (is_first) {
                throw;
            } // later: the program is away for a moment, an update replaces it; that counts as a quick death
        }
        if (exit_code == 0 || watch.told_to_end()) {
            return exit_code;
        }
        const bool was_quick = std::chrono::steady_clock::now() - started < kQuickDeath;
        quick_deaths = was_quick ? quick_deaths + 1 : 0;
        if (quick_deaths >= kMaxQuickDeaths) {
            std::fprintf(stderr, "%s died %d times in a row; giving up\n", spec.program.c_str(),
                         quick_deaths);
            return exit_code;
        }
        if (quick_deaths > 1) {
            watch.pause(kBackOff);
            if (watch.told_to_end()) {
                return 0;
            }
        }
    }
}

void outlive_adopted(ProgramWatch& watch, bool has_said_that_it_lives)
{
    const base::UniqueFd program(kOtherFd);
    if (::fcntl(program.get(), F_SETFD, FD_CLOEXEC) != 0) {
        throw base::SystemError("taking over the program's descriptor");
    }
    (void)watch.wait_for_end(program.get(), 0, has_said_that_it_lives);
}

int run(const Options& options)
{
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    ProgramWatch watch(options.notify_socket);
    if (options.adopts) {
        outlive_adopted(watch, !options.notify_socket.empty());
        if (watch.told_to_end()) {
            return 0;
        }
    }
    if (const std::string address = watch.notify_address(); !address.empty()) {
        ::setenv("NOTIFY_SOCKET", address.c_str(), 1); // of what is started from here
    }
    const base::UniqueFd self = base::open_pid_fd(::getpid());
    base::ProcessSpec spec{.program = options.command[0],
                           .arguments = {options.command.begin() + 1, options.command.end()}};
    spec.arguments.insert(spec.arguments.end(), {"--guardian-fd", std::to_string(kOtherFd)});
    spec.inherited_fds = {{self.get(), kOtherFd}};
    return guard(spec, watch);
}

} // namespace

int main(int argc, char** argv)
{
    const std::optional<Options> options = parse({argv + (argc > 0 ? 1 : 0), argv + argc});
    if (!options) {
        std::fputs("usage: berth-guardian [--adopt-fd 3] [--notify-socket @NAME] PROGRAM [ARGUMENT…]\n",
                   stderr);
        return kUsage;
    }
    try {
        return run(*options);
    } catch (const base::Error& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return kFailed;
    }
}
