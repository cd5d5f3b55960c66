// SPDX-License-Identifier: Apache-2.0
// fork + exec with an errno pipe: between the two only async-signal-safe calls are made, so it is safe in a
// program that has other threads (every one with a ZeroMQ context has).
#include "base/child.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "base/error.hpp"
#include "base/linux/pid_fd.hpp"

namespace berth::base {
namespace {

constexpr std::size_t kOutputLimit = 1U << 20U;
constexpr int kFirstFreeFd = 100; // inherited descriptors are moved above this before they get their numbers

std::vector<char*> to_argv(std::vector<std::string>& words)
{
    std::vector<char*> pointers;
    pointers.reserve(words.size() + 1);
    for (std::string& word : words) {
        pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);
    return pointers;
}

[[noreturn]] void fail_in_child(int report_fd)
{
    const int error = errno;
    (void)!::write(report_fd, &error, sizeof error); // nobody else to tell
    ::_exit(127);
}

/// Runs in the child: async-signal-safe calls only, no allocation.
[[noreturn]] void exec_in_child(const ProcessSpec& spec, char** argv, char** environment,
                                std::pair<int, int>* fds, std::size_t fd_count, int report_fd)
{
    sigset_t none;
    ::sigemptyset(&none);
    for (int number = 1; number < NSIG; ++number) { // an ignored signal would stay ignored through exec
        ::signal(number, SIG_DFL);                  // fails for KILL and STOP, which need no reset
    }
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    if (spec.new_session) {
        ::setsid();
    }
    if (spec.parent_death_signal != 0) {
        ::prctl(PR_SET_PDEATHSIG, spec.parent_death_signal);
    }
    // Two steps, so that a number wanted for one descriptor is not still the source of another.
    for (std::size_t i = 0; i < fd_count; ++i) {
        fds[i].first = ::fcntl(fds[i].first, F_DUPFD_CLOEXEC, kFirstFreeFd);
        if (fds[i].first < 0) {
            fail_in_child(report_fd);
        }
    }
    for (std::size_t i = 0; i < fd_count; ++i) {
        if (::dup2(fds[i].first, fds[i].second) < 0) {
            fail_in_child(report_fd);
        }
    }
    ::execve(spec.program.c_str(), argv, environment);
    fail_in_child(report_fd);
}

/// Of a child just forked; one that cannot be held is ended, so that nobody has to find it.
UniqueFd own_pid_fd(pid_t pid)
{
    try {
        return open_pid_fd(pid);
    } catch (const SystemError&) {
        (void)::kill(pid, SIGKILL); // not reaped yet, so the pid is still its own
        (void)::waitpid(pid, nullptr, 0);
        throw;
    }
}

} // namespace

std::string ExitStatus::to_text() const
{
    if (signal != 0) {
        const char* name = ::strsignal(signal);
        return "was killed by signal " + std::to_string(signal) + " (" + (name != nullptr ? name : "?") + ")";
    }
    return "exited with code " + std::to_string(exit_code);
}

Child Child::spawn(const ProcessSpec& spec)
{
    std::vector<std::string> words{spec.program.string()};
    words.insert(words.end(), spec.arguments.begin(), spec.arguments.end());
    std::vector<char*> argv = to_argv(words);
    std::vector<std::string> environment_words = spec.environment.value_or(std::vector<std::string>{});
    std::vector<char*> environment = to_argv(environment_words);
    std::vector<std::pair<int, int>> fds = spec.inherited_fds;

    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw SystemError("making a pipe for " + spec.program.string());
    }
    UniqueFd report_read(ends[0]);
    UniqueFd report_write(
        ::fcntl(ends[1], F_DUPFD_CLOEXEC, kFirstFreeFd)); // out of the inherited numbers' way
    UniqueFd(ends[1]).reset();
    if (!report_write) {
        throw SystemError("making a pipe for " + spec.program.string());
    }

    const pid_t pid = ::fork();
    if (pid < 0) {
        throw SystemError("starting " + to_text(spec));
    }
    if (pid == 0) {
        exec_in_child(spec, argv.data(), spec.environment ? environment.data() : ::environ, fds.data(),
                      fds.size(), report_write.get());
    }
    report_write.reset();
    Child child(pid, own_pid_fd(pid));
    int error = 0;
    ssize_t got = 0;
    do {
        got = ::read(report_read.get(), &error, sizeof error);
    } while (got < 0 && errno == EINTR);
    if (got == static_cast<ssize_t>(sizeof error)) {
        (void)child.wait(kDestructorGrace);
        throw SystemError("executing " + to_text(spec), error);
    }
    return child;
}

Child::Child(Child&& other) noexcept : pid_(std::exchange(other.pid_, -1)), pid_fd_(std::move(other.pid_fd_))
{}

Child& Child::operator=(Child&& other) noexcept
{
    if (this != &other) {
        end();
        pid_ = std::exchange(other.pid_, -1);
        pid_fd_ = std::move(other.pid_fd_);
    }
    return *this;
}

Child::~Child()
{
    end();
}

void Child::end() noexcept
{
    if (pid_ <= 0) {
        return;
    }
    try {
        signal(SIGTERM);
        if (!wait(kDestructorGrace)) {
            signal(SIGKILL);
            (void)wait(kDestructorGrace);
        }
    } catch (const Error&) {
        // a destructor has nobody to tell; the process is not ours any more
    }
    release();
}

void Child::signal(int number) const
{
    if (pid_ > 0) {
        send_signal(pid_fd_.get(), number);
    }
}

std::optional<ExitStatus> Child::wait(std::chrono::milliseconds at_most)
{
    expects(pid_ > 0, "wait on a child that is not running");
    if (!wait_pid_fd(pid_fd_.get(), at_most)) {
        return std::nullopt;
    }
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0) {
        if (errno != EINTR) {
            throw SystemError("reaping process " + std::to_string(pid_));
        }
    }
    release();
    return WIFSIGNALED(status) ? ExitStatus{.exit_code = 0, .signal = WTERMSIG(status)}
                               : ExitStatus{.exit_code = WEXITSTATUS(status), .signal = 0};
}

void Child::release() noexcept
{
    pid_ = -1;
    pid_fd_.reset();
}

namespace {

/// Reads what there is; false at end of file.
bool drain(int fd, std::string& into)
{
    std::array<char, 16384> block{};
    const ssize_t got = ::read(fd, block.data(), block.size());
    if (got < 0) {
        return errno == EINTR || errno == EAGAIN;
    }
    if (into.size() < kOutputLimit) {
        into.append(block.data(), std::min(static_cast<std::size_t>(got), kOutputLimit - into.size()));
    }
    return got > 0;
}

} // namespace

Completed run(const ProcessSpec& spec, std::chrono::milliseconds deadline)
{
    const auto end = std::chrono::steady_clock::now() + deadline;
    std::array<int, 2> out{};
    std::array<int, 2> err{};
    if (::pipe2(out.data(), O_CLOEXEC) != 0 || ::pipe2(err.data(), O_CLOEXEC) != 0) {
        throw SystemError("making pipes for " + spec.program.string());
    }
    UniqueFd out_read(out[0]);
    UniqueFd out_write(out[1]);
    UniqueFd err_read(err[0]);
    UniqueFd err_write(err[1]);
    ProcessSpec captured = spec;
    captured.inherited_fds.emplace_back(out_write.get(), STDOUT_FILENO);
    captured.inherited_fds.emplace_back(err_write.get(), STDERR_FILENO);
    Child child = Child::spawn(captured);
    out_write.reset();
    err_write.reset();

    Completed completed;
    std::array<pollfd, 2> polled{pollfd{out_read.get(), POLLIN, 0}, pollfd{err_read.get(), POLLIN, 0}};
    while (polled[0].fd >= 0 || polled[1].fd >= 0) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        if (left.count() <= 0) {
            child.signal(SIGKILL);
            throw Error(to_text(spec) + " did not end within " + std::to_string(deadline.count()) + " ms");
        }
        if (::poll(polled.data(), polled.size(), static_cast<int>(left.count())) < 0) {
            if (errno == EINTR) {
                continue; // revents are those of the turn before: reading by them could block
            }
            throw SystemError("waiting for " + to_text(spec));
        }
        for (pollfd& entry : polled) {
            std::string& into = entry.fd == out_read.get() ? completed.output : completed.error_output;
            if (entry.fd >= 0 && entry.revents != 0 && !drain(entry.fd, into)) {
                entry.fd = -1;
            }
        }
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    const std::optional<ExitStatus> status = child.wait(std::max(left, std::chrono::milliseconds{0}));
    if (!status) {
        child.signal(SIGKILL);
        throw Error(to_text(spec) + " did not end within " + std::to_string(deadline.count()) + " ms");
    }
    completed.status = *status;
    return completed;
}

} // namespace berth::base
