// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/core/init_frames.hpp"

namespace berth::lifecycle {

std::string encode_init_frame(const google::protobuf::MessageLite& message)
{
    return wire::encode_frame(message.SerializeAsString(), kMaxInitFrameBytes);
}

base::Result<bool> InitFrameDecoder::next(google::protobuf::MessageLite& message)
{
    const std::optional<std::string> payload = frames_.next();
    if (frames_.too_large()) {
        return base::Failure{"a frame is larger than the limit of " + std::to_string(kMaxInitFrameBytes) +
                                 " bytes",
                             "something other than berth speaks on this connection"};
    }
    if (!payload) {
        return false;
    }
    if (!message.ParseFromString(*payload)) {
        return base::Failure{"a frame holds no " + message.GetTypeName(),
                             "both sides of the connection must be of the same berth release"};
    }
    return true;
}

} // namespace berth::lifecycle
