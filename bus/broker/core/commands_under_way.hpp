// SPDX-License-Identifier: Apache-2.0
// Commands that were delivered and not answered yet, by who has them: when that ends, whoever asked is told
// at once, and need not wait for a deadline. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "berth/bus/v1/envelope.pb.h"

namespace berth::broker {

class CommandsUnderWay {
public:
    /// Many more than anybody has; beyond it the oldest are forgotten, and end at their deadline as ever.
    static constexpr std::size_t kMax = 4096;

    void delivered(const bus::v1::Envelope& command);
    /// Of an answer: by whom it was sent, and to which command.
    void answered(const std::string& by, const std::string& command_id);
    /// A point in time: what is delivered from now on comes after it.
    std::uint64_t mark() const { return delivered_; }
    /// Those from before the mark that the peer, which has ended, answers no more; they are under way no
    /// longer. What comes after it is its successor's.
    std::vector<bus::v1::Envelope> take(const std::string& peer, std::uint64_t mark);

    std::size_t size() const { return commands_.size(); }

private:
    struct Command {
        std::uint64_t number;
        bus::v1::Envelope envelope;
    };
    std::deque<Command> commands_; ///< the oldest first
    std::uint64_t delivered_ = 0;  ///< ever
};

} // namespace berth::broker
