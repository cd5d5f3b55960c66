// SPDX-License-Identifier: Apache-2.0
// The frames of proto/berth/lifecycle/v1/init.proto on a byte stream: a 4-byte big-endian length and a message.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <google/protobuf/message_lite.h>

#include "base/result.hpp"

namespace berth::lifecycle {

/// The largest message; a daemon.json and the last lines of some processes stay far below it.
constexpr std::size_t kMaxInitFrameBytes = 1U << 20U;

/// Throws base::Error when the message is larger than kMaxInitFrameBytes.
std::string encode_init_frame(const google::protobuf::MessageLite& message);

/// Cuts a stream into payloads, however the bytes are split. Holds at most one frame and what one feed() brought.
/// After a failure the stream is lost: there is no way to find the next frame's start.
class InitFrameDecoder {
public:
    void feed(std::string_view bytes) { buffer_.append(bytes); }

    /// The next payload; std::nullopt when more bytes are needed; a failure when the peer breaks the format.
    base::Result<std::optional<std::string>> next();

    /// next() parsed as a Message; a payload that is none is a failure.
    template <class Message>
    base::Result<std::optional<Message>> next_message()
    {
        const base::Result<std::optional<std::string>> payload = next();
        if (!payload) {
            return payload.error();
        }
        std::optional<Message> message;
        if (payload->has_value() && !message.emplace().ParseFromString(**payload)) {
            return base::Failure{"a frame holds no " + message->GetTypeName(),
                                 "both sides of the connection must be of the same berth release"};
        }
        return message;
    }

private:
    std::string buffer_;
};

} // namespace berth::lifecycle
