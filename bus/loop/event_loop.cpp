// SPDX-License-Identifier: Apache-2.0
#include "loop/event_loop.hpp"

#include <algorithm>
#include <cerrno>

#include <poll.h>
#include <sys/eventfd.h>

#include "base/error.hpp"

namespace berth::loop {

const short EventLoop::kReadable = POLLIN;
const short EventLoop::kWritable = POLLOUT;

EventLoop::EventLoop() : wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    if (!wake_) {
        throw base::SystemError("making the event loop's wake-up descriptor");
    }
}

Registration EventLoop::add_socket(zmq::socket_ref socket, Callback on_readable)
{
    auto watch = std::make_shared<Watch>();
    *watch = Watch{++last_, {socket.handle(), 0, ZMQ_POLLIN, 0}, std::move(on_readable)};
    watches_.push_back(std::move(watch));
    return last_;
}

Registration EventLoop::add_fd(int fd, short events, Callback on_ready)
{
    const auto to_zmq = [](short wanted) {
        return static_cast<short>(((wanted & POLLIN) != 0 ? ZMQ_POLLIN : 0) |
                                  ((wanted & POLLOUT) != 0 ? ZMQ_POLLOUT : 0) |
                                  ((wanted & POLLPRI) != 0 ? ZMQ_POLLPRI : 0));
    };
    auto watch = std::make_shared<Watch>();
    *watch = Watch{
        ++last_, {nullptr, fd, static_cast<short>(to_zmq(events) | ZMQ_POLLERR), 0}, std::move(on_ready)};
    watches_.push_back(std::move(watch));
    return last_;
}

Registration EventLoop::add_timer(std::chrono::milliseconds after, Callback on_due)
{
    timers_.emplace(++last_, Timer{Clock::now() + after, std::chrono::milliseconds{0}, std::move(on_due)});
    return last_;
}

Registration EventLoop::add_periodic(std::chrono::milliseconds interval, Callback on_due)
{
    base::expects(interval.count() > 0, "a periodic timer needs an interval");
    timers_.emplace(++last_, Timer{Clock::now() + interval, interval, std::move(on_due)});
    return last_;
}

void EventLoop::remove(Registration registration)
{
    timers_.erase(registration);
    const auto found =
        std::find_if(watches_.begin(), watches_.end(), [&](const std::shared_ptr<Watch>& watch) {
            return watch->registration == registration;
        });
    if (found != watches_.end()) {
        (*found)->registration = 0; // a turn under way holds the watch: it must not be called any more
        watches_.erase(found);
    }
}

void EventLoop::post(Callback function)
{
    {
        const std::lock_guard lock(posted_mutex_);
        posted_.push_back(std::move(function));
    }
    const std::uint64_t one = 1;
    (void)!::write(wake_.get(), &one, sizeof one); // EAGAIN: the counter is full, so the loop wakes anyway
}

void EventLoop::stop()
{
    post([this] { stopping_ = true; });
}

void EventLoop::run()
{
    constexpr std::chrono::milliseconds kNoLimit{-1};
    while (!stopping_) {
        run_once(kNoLimit);
    }
    stopping_ = false;
}

void EventLoop::run_once(std::chrono::milliseconds at_most)
{
    const std::vector<std::shared_ptr<Watch>> turn = watches_; // callbacks may add and remove
    std::vector<zmq::pollitem_t> items;
    items.reserve(turn.size() + 1);
    items.push_back({nullptr, wake_.get(), ZMQ_POLLIN, 0});
    for (const std::shared_ptr<Watch>& watch : turn) {
        items.push_back(watch->item);
    }
    try {
        zmq::poll(items, until_next_timer(at_most));
    } catch (const zmq::error_t& error) {
        if (error.num() != EINTR) {
            throw base::SystemError("waiting for events", error.num());
        }
        return;
    }
    if (items[0].revents != 0) {
        std::uint64_t count = 0;
        (void)!::read(wake_.get(), &count, sizeof count); // only empties the counter
    }
    run_posted();
    for (std::size_t i = 0; i < turn.size(); ++i) {
        if (items[i + 1].revents != 0 && turn[i]->registration != 0) {
            turn[i]->callback();
        }
    }
    run_due_timers();
}

void EventLoop::run_posted()
{
    std::vector<Callback> functions;
    {
        const std::lock_guard lock(posted_mutex_);
        functions.swap(posted_);
    }
    for (Callback& function : functions) {
        function();
    }
}

void EventLoop::run_due_timers()
{
    const Clock::time_point now = Clock::now();
    std::vector<std::pair<Clock::time_point, Registration>> due;
    for (const auto& [registration, timer] : timers_) {
        if (timer.due <= now) {
            due.emplace_back(timer.due, registration);
        }
    }
    std::sort(due.begin(),
              due.end()); // after a long callback several are late: still in the order they were due
    for (const auto& [time, registration] : due) {
        const auto found = timers_.find(registration);
        if (found == timers_.end()) {
            continue; // removed by a callback of this turn
        }
        const Callback callback = found->second.callback;
        if (found->second.interval.count() > 0) {
            found->second.due = now + found->second.interval;
        } else {
            timers_.erase(found);
        }
        callback();
    }
}

std::chrono::milliseconds EventLoop::until_next_timer(std::chrono::milliseconds at_most) const
{
    std::chrono::milliseconds shortest = at_most;
    const Clock::time_point now = Clock::now();
    for (const auto& [registration, timer] : timers_) {
        const auto left = std::max(std::chrono::ceil<std::chrono::milliseconds>(timer.due - now),
                                   std::chrono::milliseconds{0});
        if (shortest.count() < 0 || left < shortest) {
            shortest = left;
        }
    }
    return shortest;
}

} // namespace berth::loop
