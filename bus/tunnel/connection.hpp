// SPDX-License-Identifier: Apache-2.0
// One accepted stream and the stream it is joined with.
//
//   asking (CONNECT line) -> dialling -> relaying -> closed
//
// Any failure before "relaying" closes the accepted stream, which is the answer of the convention.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/unique_fd.hpp"
#include "tunnel/dial.hpp"
#include "tunnel/event_poll.hpp"
#include "tunnel/line_reader.hpp"
#include "tunnel/plan.hpp"
#include "tunnel/splice_pump.hpp"

namespace berth::tunnel {

class Connection {
public:
    enum class End { near, far };
    enum class Next {
        waiting, ///< for an event
        more,    ///< call advance() again after other connections had their turn
        busy,    ///< call advance() again after kBusyRetry
        closed,
    };
    /// Tokens for the poll: the end is told apart by the lowest bit.
    static std::uint64_t token(std::uint64_t id, End end) { return id * 2 + (end == End::far ? 1 : 0); }

    /// Watches the accepted socket. The plan must outlive the connection.
    Connection(EventPoll& poll, std::uint64_t id, base::UniqueFd accepted, const ListenerPlan& plan);

    void on_events(End end, std::uint32_t events);
    Next advance();

    bool relaying() const { return step_ == Step::relaying; }
    /// The port that was asked for, once known (0 where the listener has a single target).
    std::optional<std::uint32_t> port() const { return port_; }
    /// Why it was closed before it relayed; empty when it was not.
    const std::string& why() const { return why_; }

private:
    enum class Step { asking, dialling, relaying, closed };
    struct Pumps {
        SplicePump to_far;
        SplicePump to_near;
    };

    Next ask();
    Next start_dial(std::uint32_t port);
    Next dial();
    Next start_relay();
    Next relay();
    Next close(std::string why);

    EventPoll& poll_;
    std::uint64_t id_;
    const ListenerPlan& plan_;
    Step step_ = Step::asking;
    Side near_;
    Side far_;
    LineReader request_;
    std::optional<std::uint32_t> port_;
    std::optional<Dial> dial_;
    bool far_watched_ = false;
    std::optional<Pumps> pumps_;
    std::string why_;
};

} // namespace berth::tunnel
