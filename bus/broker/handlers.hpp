// SPDX-License-Identifier: Apache-2.0
// The dispatch table of what is said to the broker itself: one handler a message type. A handler that throws
// base::Error is answered with STATUS_CODE_INVALID.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "base/error.hpp"
#include "wire/frame.hpp"

namespace berth::broker {

using Handler = std::function<void(const std::string& peer, const wire::Frame& frame)>;
using Handlers = std::map<std::string, Handler>; ///< by the message type's full name

template <class Message>
Message parse_payload(const wire::Frame& frame)
{
    Message message;
    if (!message.ParseFromString(frame.payload)) {
        throw base::Error("the payload is not a " + frame.envelope.message_type());
    }
    return message;
}

} // namespace berth::broker
