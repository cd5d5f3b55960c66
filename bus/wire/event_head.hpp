// SPDX-License-Identifier: Apache-2.0
// What decides where an event goes, read without unpacking its envelope: at a tenth of the price, for a
// broker that passes it on and for a subscriber that wants its payload. Pure; fuzzed by
// tests/fuzz/frame_fuzz.cpp.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace berth::wire {

/// Its texts lie in the envelope's bytes.
struct EventHead {
    std::string_view id;
    std::string_view message_type;
    bool state = false;
};

/// Refuses what decode() does; but what is inside the envelope's other fields only decode() looks at.
std::optional<EventHead> read_head(std::span<const std::string_view> parts);

} // namespace berth::wire
