// SPDX-License-Identifier: Apache-2.0
// A file of messages (three length-prefixed parts each), so that golden frames are its corpus. What decodes
// must encode to something that decodes to the same, and say the same where only its head is read.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wire/event_head.hpp"
#include "wire/frame.hpp"
#include "wire/length_frames.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace berth;
    wire::FrameDecoder decoder;
    decoder.feed({reinterpret_cast<const char*>(data), size});
    std::vector<std::string> stored;
    while (std::optional<std::string> part = decoder.next()) {
        stored.push_back(std::move(*part));
    }
    const std::vector<std::string_view> parts(stored.begin(), stored.end());
    const std::optional<wire::EventHead> head = wire::read_head(parts);
    const base::Result<wire::Frame> frame = wire::decode(parts);
    if (!frame) {
        return 0;
    }
    if (head && (head->id != frame->envelope.id() || head->message_type != frame->envelope.message_type() ||
                 head->state != frame->envelope.state())) {
        std::abort();
    }
    (void)wire::over_limit(*frame);
    const auto encoded = wire::encode(*frame);
    const std::array<std::string_view, wire::kFrames> again{encoded[0], encoded[1], encoded[2]};
    const base::Result<wire::Frame> second = wire::decode(again);
    if (!second || second->topic != frame->topic || second->payload != frame->payload ||
        second->envelope.message_type() != frame->envelope.message_type()) {
        std::abort();
    }
    return 0;
}
