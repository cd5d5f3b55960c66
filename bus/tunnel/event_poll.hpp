// SPDX-License-Identifier: Apache-2.0
// epoll(7) with an owner. Tokens are the caller's; a descriptor that is closed leaves by itself.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include <sys/epoll.h>

#include "base/unique_fd.hpp"

namespace berth::tunnel {

class EventPoll {
public:
    EventPoll();

    void add(int fd, std::uint32_t events, std::uint64_t token);
    void change(int fd, std::uint32_t events, std::uint64_t token);

    /// What is ready, valid until the next call; waits without end when there is no time.
    const std::vector<epoll_event>& wait(std::optional<std::chrono::milliseconds> at_most);

private:
    base::UniqueFd fd_;
    std::vector<epoll_event> events_;
};

} // namespace berth::tunnel
