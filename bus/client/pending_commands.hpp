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
    explicit PendingCommands(loop::EventLoop& loop) : loop_(loop) {}
    ~PendingCommands();
    PendingCommands(const PendingCommands&) = delete;
    PendingCommands& operator=(const PendingCommands&) = delete;

    void add(const bus::v1::Envelope& command, std::chrono::milliseconds deadline, OnOutcome on_outcome);
    /// A command that cannot be sent: its outcome comes in the loop's next turn.
    void add_refused(const bus::v1::Envelope& command, const base::Failure& why, OnOutcome on_outcome);
    /// The command is already added. Until its outcome it is said again by each repeat() but the first one:
    /// what is sent before there is a broker waits for it in the socket.
    void keep_for_next_broker(const wire::Frame& command);
    /// A broker has welcomed us.
    void repeat(const std::function<void(const wire::Frame&)>& send);
    /// Unknown correlation ids (answers that came too late) are ignored.
    void settle(const bus::v1::Envelope& response, const std::string& payload);

private:
    struct Pending {
        OnOutcome on_outcome;
        loop::Registration timer;
        std::optional<wire::Frame> for_next_broker = std::nullopt;
    };
    void wait(const std::string& id, std::chrono::milliseconds time, const Outcome& then,
              OnOutcome on_outcome);
    void settle(const std::string& id, const Outcome& outcome);

    loop::EventLoop& loop_;
    std::map<std::string, Pending> pending_; ///< by the command's envelope id
    bool has_had_broker_ = false;
};

} // namespace berth::client
