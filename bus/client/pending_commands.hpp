// SPDX-License-Identifier: Apache-2.0
// Commands that were sent and wait for their one outcome: the response, or the deadline.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "client/bus_client.hpp"
#include "wire/frame.hpp"

namespace berth::client {

class PendingCommands {
public:
    using Send = std::function<void(const wire::Frame&)>;
    PendingCommands(loop::EventLoop& loop, Send send) : loop_(loop), send_(std::move(send)) {}
    ~PendingCommands();
    PendingCommands(const PendingCommands&) = delete;
    PendingCommands& operator=(const PendingCommands&) = delete;

    void add(const bus::v1::Envelope& command, std::chrono::milliseconds deadline, OnOutcome on_outcome);
    /// A command that cannot be sent: its outcome comes in the loop's next turn.
    void add_refused(const bus::v1::Envelope& command, const base::Failure& why, OnOutcome on_outcome);
    /// The command, already added, is sent again to each new broker, and while its target is away for a
    /// moment (kPatience), until its outcome.
    void repeat(const wire::Frame& command);
    /// Another broker has welcomed us than the one that had the commands before.
    void broker_came();
    /// Unknown correlation ids (answers that came too late) are ignored.
    void settle(const bus::v1::Envelope& response, const std::string& payload);

private:
    struct Pending {
        OnOutcome on_outcome;
        loop::Registration timer;
        std::optional<wire::Frame> repeatable = std::nullopt;
        std::optional<loop::Clock::time_point> away_since =
            std::nullopt; ///< the target, from its first refusal
        loop::Registration again = 0;
    };
    static constexpr std::chrono::milliseconds kPatience{10000}; ///< a service that died is back by then
    static constexpr std::chrono::milliseconds kInterval{250};   ///< nothing tells when

    bool say_again_soon(const std::string& id, Pending& pending);

    void wait(const std::string& id, std::chrono::milliseconds time, const Outcome& then,
              OnOutcome on_outcome);
    void settle(const std::string& id, const Outcome& outcome);

    loop::EventLoop& loop_;
    Send send_;
    std::map<std::string, Pending> pending_; ///< by the command's envelope id
};

} // namespace berth::client
