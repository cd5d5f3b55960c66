// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/guest/supervised_process.hpp"

#include <array>
#include <utility>

#include <fcntl.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/linux/unix_socket.hpp"
#include "services/lifecycle/core/engine_line.hpp"
#include "services/lifecycle/core/log_level.hpp"

namespace berth::lifecycle {

SupervisedProcess::SupervisedProcess(Reactor& reactor, LogForwarder& log, ProcessEntry entry, Launch launch,
                                     OnChange on_change)
    : reactor_(reactor), log_(log), entry_(std::move(entry)), launch_(std::move(launch)),
      on_change_(std::move(on_change))
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw base::SystemError("making a pipe for the output of " + entry_.name);
    }
    output_read_.reset(ends[0]);
    output_write_.reset(ends[1]);
    base::set_nonblocking(output_read_.get(), true);
    reactor_.watch(output_read_.get(), EPOLLIN, [this] { read_output(); });
}

SupervisedProcess::~SupervisedProcess()
{
    reactor_.unwatch(output_read_.get());
    reactor_.cancel(restart_timer_);
    child_.release(); // berth-init ends them all itself, in order
}

void SupervisedProcess::start()
{
    wanted_ = true;
    if (!running()) {
        reactor_.cancel(
            std::exchange(restart_timer_, 0)); // whoever asks does not want to wait for the back-off
        launch();
    }
}

void SupervisedProcess::give_up()
{
    wanted_ = false;
    reactor_.cancel(std::exchange(restart_timer_, 0));
}

void SupervisedProcess::launch()
{
    for (const std::filesystem::path& file : entry_.stale_files) {
        std::error_code ignored; // usually absent; otherwise the process itself says what is wrong with it
        std::filesystem::remove(file, ignored);
    }
    backoff_.started(RestartBackoff::Clock::now());
    try {
        base::ProcessSpec spec = launch_(entry_);
        spec.environment = process_environment();
        spec.inherited_fds.emplace_back(output_write_.get(), STDOUT_FILENO);
        spec.inherited_fds.emplace_back(output_write_.get(), STDERR_FILENO);
        child_ = base::Child::spawn(spec);
        on_change_(*this);
    } catch (const base::Error& error) {
        last_exit_ = error.what();
        log_.say(diagnostics::v1::LEVEL_ERROR, error.what());
        on_change_(*this);
        restart_later();
    }
}

void SupervisedProcess::restart_later()
{
    const std::chrono::milliseconds wait = backoff_.ended(RestartBackoff::Clock::now());
    restart_timer_ = reactor_.after(wait, [this] {
        restart_timer_ = 0;
        ++restarts_;
        launch();
    });
}

void SupervisedProcess::reap()
{
    const pid_t pid = child_.pid();
    const std::optional<base::ExitStatus> status = child_.wait(std::chrono::milliseconds{0});
    if (!status) {
        return; // the kernel said that it ended, so this does not happen; the next SIGCHLD would tell again
    }
    read_output(); // its last words belong to its end
    for (const std::string& line : splitter_.finish()) {
        take_line(line);
    }
    last_exit_ = status->to_text();
    log_.say(wanted_ ? diagnostics::v1::LEVEL_WARNING : diagnostics::v1::LEVEL_INFO,
             fmt::format("{} (pid {}) {}", entry_.name, pid, last_exit_));
    if (wanted_) {
        restart_later();
    }
    on_change_(*this);
    if (const auto callback = std::exchange(on_next_end_, nullptr)) {
        callback();
    }
}

void SupervisedProcess::read_output()
{
    constexpr int kMaxReads =
        16; // then the others' turn comes; what is left makes the descriptor ready again
    std::array<char, 16384> block{};
    for (int i = 0; i < kMaxReads; ++i) {
        const ssize_t got = ::read(output_read_.get(), block.data(), block.size());
        if (got <= 0) {
            return; // empty for now: we hold a write end ourselves, so there is no end
        }
        for (const std::string& line : splitter_.feed({block.data(), static_cast<std::size_t>(got)})) {
            take_line(line);
        }
    }
}

/// What is kept and passed on: of the daemons, who print what their callers sent them, the reduced line.
std::string SupervisedProcess::kept_part(const std::string& line)
{
    if (entry_.lives_in != LivesIn::daemons_root) {
        return line;
    }
    const bool is_rest = std::exchange(line_was_cut_, line.size() >= LineSplitter::kMaxLine);
    return is_rest ? std::string(kHiddenRest) : reduced_engine_line(line);
}

void SupervisedProcess::take_line(const std::string& line)
{
    const std::string kept = kept_part(line);
    ring_.add(kept);
    const auto level = stated_log_level(line);
    if (!level || *level >= least_) {
        log_.send(entry_.name, level.value_or(diagnostics::v1::LEVEL_INFO), kept, pid());
    }
    if (on_line_) {
        const auto callback = on_line_; // it may replace itself
        callback(line);
    }
}

v1::GuestProcess SupervisedProcess::describe() const
{
    v1::GuestProcess process;
    process.set_name(entry_.name);
    process.set_pid(running() ? pid() : 0);
    process.set_restarts(restarts_);
    process.set_wanted(wanted_);
    process.set_last_exit(last_exit_);
    return process;
}

} // namespace berth::lifecycle
