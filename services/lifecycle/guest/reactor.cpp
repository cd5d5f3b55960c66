// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/guest/reactor.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

#include <sys/epoll.h>

#include "base/error.hpp"

namespace berth::lifecycle {

Reactor::Reactor() : epoll_(::epoll_create1(EPOLL_CLOEXEC))
{
    if (!epoll_) {
        throw base::SystemError("making an epoll descriptor");
    }
}

void Reactor::watch(int fd, std::uint32_t events, Callback on_ready)
{
    const int operation = watches_.count(fd) != 0 ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    if (::epoll_ctl(epoll_.get(), operation, fd, &event) != 0) {
        throw base::SystemError("watching a descriptor");
    }
    watches_[fd] = std::make_shared<Callback>(std::move(on_ready));
}

void Reactor::unwatch(int fd)
{
    if (watches_.erase(fd) != 0) {
        (void)::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr); // a closed descriptor has left by itself
    }
}

Reactor::Timer Reactor::after(std::chrono::milliseconds delay, Callback on_due)
{
    timers_[++last_timer_] = {Clock::now() + delay, std::move(on_due)};
    return last_timer_;
}

void Reactor::cancel(Timer timer)
{
    timers_.erase(timer);
}

int Reactor::milliseconds_to_next_timer() const
{
    if (timers_.empty()) {
        return -1;
    }
    const auto next = std::min_element(timers_.begin(), timers_.end(), [](const auto& a, const auto& b) {
        return a.second.when < b.second.when;
    });
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(next->second.when - Clock::now());
    return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

void Reactor::run_due_timers()
{
    const Clock::time_point now = Clock::now();
    std::vector<Timer> due;
    for (const auto& [timer, entry] : timers_) {
        if (entry.when <= now) {
            due.push_back(timer);
        }
    }
    for (const Timer timer : due) {
        const auto found = timers_.find(timer); // an earlier callback may have cancelled it
        if (found != timers_.end()) {
            const Callback callback = std::move(found->second.callback);
            timers_.erase(found);
            callback();
        }
    }
}

void Reactor::run()
{
    constexpr int kEventsAtOnce = 32;
    std::array<epoll_event, kEventsAtOnce> events{};
    stopping_ = false;
    while (!stopping_) {
        const int count =
            ::epoll_wait(epoll_.get(), events.data(), kEventsAtOnce, milliseconds_to_next_timer());
        if (count < 0 && errno != EINTR) {
            throw base::SystemError("waiting for something to do");
        }
        for (int i = 0; i < count && !stopping_; ++i) {
            const auto found = watches_.find(events.at(static_cast<std::size_t>(i)).data.fd);
            if (found != watches_.end()) { // an earlier callback may have unwatched it
                const std::shared_ptr<Callback> callback = found->second;
                (*callback)();
            }
        }
        run_due_timers();
    }
}

} // namespace berth::lifecycle
