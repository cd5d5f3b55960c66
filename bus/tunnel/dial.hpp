// SPDX-License-Identifier: Apache-2.0
// One attempt to reach a target, with the CONNECT convention where the target has it. Never blocks.
//
// Use: call advance() at once, then again whenever fd() is readable or writable (or its present state is
// unknown), or after kBusyRetry when it said busy. The caller keeps the deadline (kDialDeadline).
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "tunnel/endpoint.hpp"
#include "tunnel/line_reader.hpp"

namespace berth::tunnel {

constexpr std::chrono::milliseconds kDialDeadline{5000}; ///< from the first advance() to connected
/// A unix listener with a full queue gives no notice when there is room again.
constexpr std::chrono::milliseconds kBusyRetry{20};

class Dial {
public:
    enum class State { waiting, busy, connected, failed };

    /// Throws base::Error when no socket can be made.
    explicit Dial(Target target);

    State advance();

    int fd() const { return fd_.get(); }
    /// poll(2) events to wait for while waiting.
    short wanted_events() const;
    base::UniqueFd take() { return std::move(fd_); } ///< once connected; the stream's first byte is unread
    const std::string& why() const { return why_; }  ///< once failed

private:
    enum class Step { connecting, in_progress, awaiting_ok, over };

    State connect();
    State finish_connect();
    State connected();
    State read_ok();
    State fail(std::string why);

    Target target_;
    base::UniqueFd fd_;
    Step step_ = Step::connecting;
    State result_ = State::waiting;
    LineReader ok_;
    std::string why_;
};

/// Blocks until connected or the deadline is over; the descriptor that comes back is blocking.
/// For programs that have no loop.
base::Result<base::UniqueFd> dial_and_wait(const Target& target,
                                           std::chrono::milliseconds deadline = kDialDeadline);

} // namespace berth::tunnel
