// SPDX-License-Identifier: Apache-2.0
// The outputs are read while the program runs, for one that wrote more than a pipe holds would never end.
// Its end is told by its pidfd alone: a process that it left behind may hold the pipes open for ever.
#include "loop/program_run.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "base/child.hpp"
#include "base/error.hpp"

namespace berth::loop {
namespace {

/// One output of the program, read as it comes.
class Collected {
public:
    Collected(EventLoop& loop, const base::ProcessSpec& spec, ProgramRun::OnOutput on_text)
        : loop_(loop), on_text_(std::move(on_text))
    {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
            throw base::SystemError("making a pipe for " + spec.program.string());
        }
        read_.reset(ends[0]);
        write_.reset(ends[1]); // the child's: it blocks as any pipe does
        if (::fcntl(read_.get(), F_SETFL, O_NONBLOCK) != 0) {
            throw base::SystemError("making a pipe for " + spec.program.string());
        }
        watch_ = loop_.add_fd(read_.get(), POLLIN, [this] { read(); });
    }
    ~Collected() { loop_.remove(watch_); }
    Collected(const Collected&) = delete;
    Collected& operator=(const Collected&) = delete;

    int write_end() const { return write_.get(); }
    void close_write_end() { write_.reset(); }

    /// With what there is now, up to what a pipe holds: whoever holds the other end still may never be done.
    std::string take()
    {
        for (std::size_t left = ProgramRun::kOutputLimit, got = 1; left > 0 && got > 0; left -= got) {
            got = std::min(left, read());
        }
        return std::move(text_);
    }

private:
    /// 0 when there is nothing (yet, or any more).
    std::size_t read()
    {
        std::array<char, 16384> block{};
        const ssize_t got = ::read(read_.get(), block.data(), block.size());
        if (got > 0) {
            const std::size_t room = ProgramRun::kOutputLimit - text_.size();
            text_.append(block.data(), std::min(static_cast<std::size_t>(got), room));
            if (on_text_) {
                on_text_(std::string(block.data(), static_cast<std::size_t>(got)));
            }
        } else if (got == 0) {
            loop_.remove(watch_);
        }
        return got > 0 ? static_cast<std::size_t>(got) : 0;
    }

    EventLoop& loop_;
    ProgramRun::OnOutput on_text_;
    base::UniqueFd read_;
    base::UniqueFd write_;
    std::string text_;
    Registration watch_ = 0;
};

} // namespace

class ProgramRun::Watched {
public:
    Watched(EventLoop& loop, const base::ProcessSpec& spec, std::chrono::milliseconds deadline, OnEnd on_end,
            OnOutput on_output)
        : loop_(loop), on_end_(std::move(on_end)), output_(loop, spec, std::move(on_output)),
          error_output_(loop, spec, {})
    {
        base::ProcessSpec captured = spec;
        captured.inherited_fds.emplace_back(output_.write_end(), STDOUT_FILENO);
        captured.inherited_fds.emplace_back(error_output_.write_end(), STDERR_FILENO);
        child_ = base::Child::spawn(captured);
        output_.close_write_end();
        error_output_.close_write_end();
        exit_watch_ = loop_.add_fd(child_.pid_fd(), POLLIN, [this] { on_exit(); });
        timer_ = loop_.add_timer(deadline, [this] { on_deadline(); });
    }
    ~Watched()
    {
        loop_.remove(exit_watch_);
        loop_.remove(timer_);
    }
    Watched(const Watched&) = delete;
    Watched& operator=(const Watched&) = delete;

private:
    void on_exit()
    {
        if (const auto status = child_.wait(std::chrono::milliseconds{0})) {
            end_.status = *status;
            finish();
        }
    }

    void on_deadline()
    {
        end_.overdue = true;
        child_.signal(SIGTERM);
        timer_ = loop_.add_timer(kTermGrace, [this] {
            child_.signal(SIGKILL);
            timer_ = loop_.add_timer(kKillGrace, [this] { give_up(); });
        });
    }

    void give_up()
    {
        child_.release(); // it ends when the kernel lets it
        end_.status = {.exit_code = 0, .signal = SIGKILL};
        finish();
    }

    void finish()
    {
        loop_.remove(exit_watch_);
        loop_.remove(timer_);
        end_.output = output_.take();
        end_.error_output = error_output_.take();
        const OnEnd on_end = std::move(on_end_); // it may destroy this
        const ProgramEnd end = std::move(end_);
        on_end(end);
    }

    EventLoop& loop_;
    OnEnd on_end_;
    Collected output_;
    Collected error_output_;
    base::Child child_;
    ProgramEnd end_;
    Registration exit_watch_ = 0;
    Registration timer_ = 0;
};

ProgramRun::ProgramRun(EventLoop& loop, const base::ProcessSpec& spec, std::chrono::milliseconds deadline,
                       OnEnd on_end, OnOutput on_output)
    : watched_(std::make_unique<Watched>(loop, spec, deadline, std::move(on_end), std::move(on_output)))
{}

ProgramRun::~ProgramRun() = default;

} // namespace berth::loop
