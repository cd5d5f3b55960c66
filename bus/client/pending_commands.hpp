// SPDX-License-Identifier: Apache-2.0
// Commands that were sent and wait for their one outcome: the response, or the deadline.
#pragma once

#include <map>
#include <string>

#include "base/result.hpp"
#include "client/bus_client.hpp"

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
    /// Unknown correlation ids (answers that came too late) are ignored.
    void settle(const bus::v1::Envelope& response, const std::string& payload);

private:
    struct Pending {
        OnOutcome on_outcome;
        loop::Registration timer;
    };
    void wait(const std::string& id, std::chrono::milliseconds time, const Outcome& then,
              OnOutcome on_outcome);
    void settle(const std::string& id, const Outcome& outcome);

    loop::EventLoop& loop_;
    std::map<std::string, Pending> pending_; ///< by the command's envelope id
};

} // namespace berth::client
