// SPDX-License-Identifier: Apache-2.0
#include "client/command_table.hpp"

#include "base/error.hpp"

namespace berth::client {

void CommandTable::add(const std::string& message_type, OnCommand handler)
{
    const bool is_new = handlers_.emplace(message_type, std::move(handler)).second;
    base::expects(is_new, "a command type has two handlers");
}

void CommandTable::dispatch(const wire::Frame& frame) const
{
    const auto responder = std::make_shared<SocketResponder>(frame.envelope, self_, send_);
    const auto found = handlers_.find(frame.envelope.message_type());
    if (found == handlers_.end()) {
        responder->fail(bus::v1::STATUS_CODE_UNSUPPORTED,
                        wire::address_of(self_) + " does not know " + frame.envelope.message_type(),
                        "the two sides may be of different versions");
        return;
    }
    const auto fail = [&](const std::string& what, const std::string& hint) {
        if (!responder->answered()) {
            responder->fail(bus::v1::STATUS_CODE_FAILED, what, hint);
        }
    };
    try {
        found->second(frame.payload, responder);
    } catch (const base::Error& error) {
        fail(error.what(), error.hint());
    } catch (const std::exception& error) {
        fail(error.what(), {});
    }
}

} // namespace berth::client
