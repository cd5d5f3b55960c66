// SPDX-License-Identifier: Apache-2.0
#include "loop/event_loop.hpp"

#include <algorithm>
#include <cerrno>
#include <limits>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/error.hpp"

namespace berth::loop {
namespace {

bool has_message(zmq::socket_ref socket)
{
    try {
        return (socket.get(zmq::sockopt::events) & ZMQ_POLLIN) != 0;
    } catch (const zmq::error_t& error) {
        if (error.num() == EINTR) {
            return false; // its news is still to be taken, so the descriptor still tells of it
        }
        throw base::SystemError("asking a socket for its messages", error.num());
    }
}

} // namespace

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
    const int fd = socket.get(zmq::sockopt::fd);
    watches_.push_back(std::make_shared<Watch>(Watch{++last_, socket, fd, POLLIN, std::move(on_readable)}));
    return last_;
}

Registration EventLoop::add_fd(int fd, short events, Callback on_ready)
{
    watches_.push_back(std::make_shared<Watch>(Watch{++last_, {}, fd, events, std::move(on_ready)}));
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
    const Turn turn = watches_; // callbacks may add and remove
    const std::vector<bool> ready = wait(turn, at_most);
    run_posted();
    for (std::size_t i = 0; i < ready.size(); ++i) {
        if (ready[i] && turn[i]->registration != 0) {
            turn[i]->callback();
        }
    }
    run_due_timers();
}

std::vector<bool> EventLoop::wait(const Turn& turn, std::chrono::milliseconds at_most) const
{
    std::vector<bool> ready(turn.size());
    std::vector<pollfd> items;
    items.reserve(turn.size() + 1);
    bool any = false;
    for (std::size_t i = 0; i < turn.size(); ++i) {
        ready[i] = turn[i]->socket && has_message(turn[i]->socket);
        any = any || ready[i];
        items.push_back({turn[i]->fd, turn[i]->events, 0});
    }
    items.push_back({wake_.get(), POLLIN, 0});
    const auto left = any ? std::chrono::milliseconds{0} : until_next_timer(at_most);
    constexpr std::chrono::milliseconds kLongest{std::numeric_limits<int>::max()};
    if (::poll(items.data(), items.size(), static_cast<int>(std::min(left, kLongest).count())) < 0) {
        if (errno != EINTR) {
            throw base::SystemError("waiting for events");
        }
        return {};
    }
    for (std::size_t i = 0; i < turn.size(); ++i) {
        if (items[i].revents != 0 && !ready[i]) {
            ready[i] = !turn[i]->socket || has_message(turn[i]->socket);
        }
    }
    std::uint64_t count = 0;
    if (items.back().revents != 0) {
        (void)!::read(wake_.get(), &count, sizeof count); // only empties the counter
    }
    return ready;
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
