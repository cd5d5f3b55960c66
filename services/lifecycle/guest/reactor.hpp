// SPDX-License-Identifier: Apache-2.0
// berth-init's loop: descriptors and timers, one thread, no ZeroMQ (process 1 stays small and enters
// namespaces through helpers that it forks).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>

#include "base/unique_fd.hpp"

namespace berth::lifecycle {

class Reactor {
public:
    using Clock = std::chrono::steady_clock;
    using Callback = std::function<void()>;
    using Timer = std::uint64_t; ///< never reused; 0 is none

    Reactor();

    /// Calls while any of the epoll(7) events (EPOLLIN …) holds. One watch a descriptor; replaces an earlier
    /// one. The descriptor must outlive the watch.
    void watch(int fd, std::uint32_t events, Callback on_ready);
    void unwatch(int fd); ///< safe inside any callback; unknown ones are ignored

    Timer after(std::chrono::milliseconds delay, Callback on_due);
    void cancel(Timer timer); ///< safe inside any callback; unknown ones are ignored

    /// Until stop().
    void run();
    void stop() { stopping_ = true; }

private:
    struct Due {
        Clock::time_point when;
        Callback callback;
    };

    int milliseconds_to_next_timer() const;
    void run_due_timers();

    base::UniqueFd epoll_;
    std::map<int, std::shared_ptr<Callback>> watches_;
    std::map<Timer, Due> timers_;
    Timer last_timer_ = 0;
    bool stopping_ = false;
};

} // namespace berth::lifecycle
