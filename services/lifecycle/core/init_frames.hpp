// SPDX-License-Identifier: Apache-2.0
// The messages of proto/berth/lifecycle/v1/init.proto on a stream: wire/length_frames with the message's type
// checked.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <google/protobuf/message_lite.h>

#include "base/result.hpp"
#include "wire/length_frames.hpp"

namespace berth::lifecycle {

/// The largest message; a daemon.json and the last lines of some processes stay far below it.
constexpr std::size_t kMaxInitFrameBytes = wire::kDefaultFrameLimitBytes;

/// Throws base::Error when the message is larger than kMaxInitFrameBytes.
std::string encode_init_frame(const google::protobuf::MessageLite& message);

/// Cuts a stream into messages, however its bytes are split. After a failure the stream is lost and must be
/// closed: there is no way to find the next frame's start.
class InitFrameDecoder {
public:
    void feed(std::string_view bytes) { frames_.feed(bytes); }

    /// Parses the next whole frame into `message`. False: more bytes are needed. A failure: the peer breaks
    /// the format.
    base::Result<bool> next(google::protobuf::MessageLite& message);

private:
    wire::FrameDecoder frames_{kMaxInitFrameBytes};
};

} // namespace berth::lifecycle
