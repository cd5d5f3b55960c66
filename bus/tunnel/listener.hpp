// SPDX-License-Identifier: Apache-2.0
// One listening address of a relay. It is opened late or again when it cannot be opened now, and rests while
// the process has no descriptors left; neither touches any other listener.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/unique_fd.hpp"
#include "tunnel/event_poll.hpp"
#include "tunnel/plan.hpp"

namespace berth::tunnel {

class Listener {
public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds kReopenAfter{1000};

    Listener(EventPoll& poll, std::uint64_t token, ListenerPlan plan);

    const ListenerPlan& plan() const { return plan_; }
    bool open() const { return static_cast<bool>(fd_); }
    /// When try_open() shall be called; none while it is open.
    std::optional<Clock::time_point> reopen_at() const;
    /// Empty when it is open now, else why not; sets the time of the next attempt.
    std::string try_open(Clock::time_point now);

    enum class Result { accepted, none, out_of_resources, broken };
    struct Accepted {
        Result result;
        base::UniqueFd fd; ///< of `accepted`: non-blocking, and its peer may use the tunnel
    };
    /// Broken: it was closed and waits to be opened again.
    Accepted accept(Clock::time_point now);

    void pause();
    void resume();

private:
    EventPoll& poll_;
    std::uint64_t token_;
    ListenerPlan plan_;
    base::UniqueFd fd_;
    Clock::time_point reopen_at_{};
};

} // namespace berth::tunnel
