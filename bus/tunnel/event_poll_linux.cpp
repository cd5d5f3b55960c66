// SPDX-License-Identifier: Apache-2.0
#include "tunnel/event_poll.hpp"

#include <cerrno>

#include "base/error.hpp"

namespace berth::tunnel {
namespace {

constexpr std::size_t kEventsAtOnce = 64;

} // namespace

EventPoll::EventPoll() : fd_(::epoll_create1(EPOLL_CLOEXEC))
{
    if (!fd_) {
        throw base::SystemError("making an epoll descriptor");
    }
}

void EventPoll::add(int fd, std::uint32_t events, std::uint64_t token)
{
    epoll_event event{};
    event.events = events;
    event.data.u64 = token;
    if (::epoll_ctl(fd_.get(), EPOLL_CTL_ADD, fd, &event) != 0) {
        throw base::SystemError("watching a descriptor");
    }
}

void EventPoll::change(int fd, std::uint32_t events, std::uint64_t token)
{
    epoll_event event{};
    event.events = events;
    event.data.u64 = token;
    if (::epoll_ctl(fd_.get(), EPOLL_CTL_MOD, fd, &event) != 0) {
        throw base::SystemError("changing what is watched of a descriptor");
    }
}

const std::vector<epoll_event>& EventPoll::wait(std::optional<std::chrono::milliseconds> at_most)
{
    events_.resize(kEventsAtOnce);
    const int timeout = at_most ? static_cast<int>(at_most->count()) : -1;
    const int count = ::epoll_wait(fd_.get(), events_.data(), static_cast<int>(events_.size()), timeout);
    if (count < 0 && errno != EINTR) {
        throw base::SystemError("waiting for events");
    }
    events_.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
    return events_;
}

} // namespace berth::tunnel
