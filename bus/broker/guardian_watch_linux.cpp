// SPDX-License-Identifier: Apache-2.0
#include "broker/guardian_watch.hpp"

#include <csignal>

#include <poll.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/linux/pid_fd.hpp"

namespace berth::broker {

namespace {

constexpr std::chrono::milliseconds kKillTime{1000}; // from KILL to the end of a guardian

} // namespace

GuardianWatch::GuardianWatch(loop::EventLoop& loop, base::UniqueFd guardian, base::ProcessSpec successor,
                             spdlog::logger& log)
    : loop_(loop), first_(std::move(guardian)), successor_(std::move(successor)), log_(log),
      self_(base::open_pid_fd(::getpid()))
{
    successor_.inherited_fds = {{self_.get(), kOtherFd}};
    registration_ = loop_.add_fd(first_.get(), POLLIN, [this] { on_end(); });
}

GuardianWatch::~GuardianWatch()
{
    loop_.remove(registration_);
    child_.release();
}

void GuardianWatch::on_end()
{
    loop_.remove(registration_);
    registration_ = 0;
    first_.reset();
    if (child_.running()) {
        (void)child_.wait(std::chrono::milliseconds{0}); // its end is known; this reaps it
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(not_before_ - loop::Clock::now());
    if (left.count() <= 0) {
        start();
    } else {
        registration_ = loop_.add_timer(left, [this] { start(); });
    }
}

void GuardianWatch::start()
{
    not_before_ = loop::Clock::now() + kPause;
    try {
        child_ = base::Child::spawn(successor_);
        log_.warn("the guardian is dead; process {} takes its place", child_.pid());
        registration_ = loop_.add_fd(child_.pid_fd(), POLLIN, [this] { on_end(); });
    } catch (const base::Error& error) { // an update may have taken the program away for a moment
        log_.error("the guardian is dead and another cannot be started, trying again: {}", error.what());
        registration_ = loop_.add_timer(kPause, [this] { start(); });
    }
}

void GuardianWatch::finish()
{
    loop_.remove(registration_);
    registration_ = 0;
    if (child_.running()) {
        child_.signal(SIGKILL); // TERM would be passed on to us; it holds nothing that needs an orderly end
        (void)child_.wait(kKillTime);
        child_.release();
    }
}

} // namespace berth::broker
