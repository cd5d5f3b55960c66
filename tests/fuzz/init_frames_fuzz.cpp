// SPDX-License-Identifier: Apache-2.0
// Whatever a peer sends, both sides' decoders end in a message, a wait for more, or a failure; and what one
// of them takes as a request can be sent again.
#include <cstdint>
#include <cstdlib>

#include "berth/lifecycle/v1/init.pb.h"
#include "services/lifecycle/core/init_frames.hpp"

namespace {

template <class Message>
void decode_all(std::string_view stream, std::size_t step)
{
    berth::lifecycle::InitFrameDecoder decoder;
    for (std::size_t at = 0; at < stream.size(); at += step) {
        decoder.feed(stream.substr(at, step));
        for (;;) {
            Message message;
            const auto complete = decoder.next(message);
            if (!complete) {
                return;
            }
            if (!*complete) {
                break;
            }
            berth::lifecycle::InitFrameDecoder again;
            again.feed(berth::lifecycle::encode_init_frame(message));
            Message copy;
            if (!again.next(copy).value()) {
                std::abort();
            }
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) {
        return 0;
    }
    const std::size_t step = std::size_t{data[0]} + 1; // how the stream is cut into reads
    const std::string_view stream(reinterpret_cast<const char*>(data) + 1, size - 1);
    decode_all<berth::lifecycle::v1::InitRequest>(stream, step);
    decode_all<berth::lifecycle::v1::InitReply>(stream, step);
    return 0;
}
