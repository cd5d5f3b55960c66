// SPDX-License-Identifier: Apache-2.0
// The command is the leader of a session of its own. With a pty, keys such as Ctrl-C travel as bytes and the
// pty's line discipline makes signals of them; without one the caller's terminal can signal this process
// only, which passes it on: the command gets each signal once either way.
#include "services/distro/host/enter/session.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <optional>

#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.hpp"
#include "services/distro/host/enter/relay.hpp"
#include "services/distro/host/enter/terminal.hpp"

namespace berth::distro {
namespace {

sigset_t watched_signals()
{
    sigset_t signals;
    ::sigemptyset(&signals);
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGCHLD}) {
        ::sigaddset(&signals, number);
    }
    return signals;
}

base::UniqueFd watch_signals()
{
    const sigset_t signals = watched_signals();
    base::UniqueFd fd;
    if (::sigprocmask(SIG_SETMASK, &signals, nullptr) == 0) {
        fd.reset(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
    }
    if (!fd) {
        throw base::SystemError("watching signals");
    }
    ::signal(SIGPIPE, SIG_IGN); // an output that is closed is an error code, not a death
    return fd;
}

void reset_signals()
{
    for (int number = 1; number < NSIG; ++number) { // an ignored one would stay ignored through exec
        ::signal(number, SIG_DFL);                  // fails for KILL and STOP, which need no reset
    }
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void give_up(const std::string& message, const std::string& hint, int code)
{
    const std::string words = "berth: " + message + (hint.empty() ? "" : "\n  " + hint) + "\n";
    (void)!::write(STDERR_FILENO, words.data(), words.size()); // the exit code says it, too
    ::_exit(code);
}

[[noreturn]] void become_command(const Login& login, const std::optional<Pty>& pty)
{
    try {
        reset_signals();
        (void)::setsid(); // cannot fail: just forked
        if (pty) {
            take_terminal(*pty);
        }
        take_on(login);
    } catch (const base::Error& error) {
        give_up(error.what(), error.hint(), kEnterFailed);
    }
    ::prctl(PR_SET_PDEATHSIG, SIGHUP); // as when a terminal is closed; changing the user had cleared it
    const int error = execute(login);
    const bool is_missing = error == ENOENT || error == ENOTDIR;
    give_up("executing " + login.program + " in the distro: " + base::errno_text(error), "",
            is_missing ? kNotFound : kNotExecutable);
}

/// The command as a child of this process.
class Command {
public:
    Command(const Login& login, const std::optional<Pty>& pty) : pid_(::fork())
    {
        if (pid_ < 0) {
            throw base::SystemError("starting " + login.program);
        }
        if (pid_ == 0) {
            become_command(login, pty);
        }
    }

    void pass_on(int number) const
    {
        if (::kill(-pid_, number) != 0) { // not yet a group's leader
            (void)::kill(pid_, number);   // or gone, which the wait will say
        }
    }

    /// The exit code, once it has ended.
    std::optional<int> exit_code() const
    {
        int status = 0;
        if (::waitpid(pid_, &status, WNOHANG) != pid_) {
            return std::nullopt;
        }
        return WIFSIGNALED(status) ? kSignalBase + WTERMSIG(status) : WEXITSTATUS(status);
    }

private:
    pid_t pid_;
};

/// Handles what has come; the exit code when that was the command's end.
std::optional<int> take_signals(const base::UniqueFd& signals, const Command& command,
                                const base::UniqueFd& master)
{
    std::optional<int> exit_code;
    signalfd_siginfo info{};
    while (::read(signals.get(), &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
        if (info.ssi_signo == SIGCHLD) {
            exit_code = exit_code ? exit_code : command.exit_code();
        } else if (info.ssi_signo == SIGWINCH) {
            copy_window_size(STDIN_FILENO, master.get());
        } else {
            command.pass_on(static_cast<int>(info.ssi_signo));
        }
    }
    return exit_code;
}

} // namespace

int run_session(const Login& login)
{
    const base::UniqueFd signals = watch_signals();
    std::optional<Pty> pty;
    if (is_interactive()) {
        pty = open_pty(login.account);
    }
    const Command command(login, pty);
    std::optional<RawTerminal> raw;
    base::UniqueFd master;
    if (pty) {
        raw.emplace();
        master = std::move(pty->master);
        pty.reset(); // the slave is the command's: its last user's end is the master's
    }
    Relay relay(master);
    for (;;) {
        relay.wait(signals.get());
        if (const auto exit_code = take_signals(signals, command, master)) {
            relay.drain();
            return *exit_code;
        }
    }
}

} // namespace berth::distro
