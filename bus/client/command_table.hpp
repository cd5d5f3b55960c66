// SPDX-License-Identifier: Apache-2.0
// The commands that this peer answers: one handler a message type. Whatever a handler does, the command has
// one answer: an exception becomes STATUS_CODE_FAILED, an unknown type STATUS_CODE_UNSUPPORTED.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "client/bus_client.hpp"
#include "client/responder.hpp"
#include "wire/frame.hpp"

namespace berth::client {

class CommandTable {
public:
    /// Answers go out by `send`, while this table lives.
    CommandTable(bus::v1::Sender self, SocketResponder::Send send)
        : self_(std::move(self)), send_(std::make_shared<SocketResponder::Send>(std::move(send)))
    {}

    /// One handler each; a second one is a programming error.
    void add(const std::string& message_type, OnCommand handler);
    void dispatch(const wire::Frame& frame) const;

private:
    bus::v1::Sender self_;
    std::shared_ptr<SocketResponder::Send> send_; ///< held weakly by responders
    std::map<std::string, OnCommand> handlers_;
};

} // namespace berth::client
