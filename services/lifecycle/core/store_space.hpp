// SPDX-License-Identifier: Apache-2.0
// When the store's file system is too full to go on well. Pure.
#pragma once

#include <cstdint>
#include <string>

namespace berth::lifecycle {

/// Below it the next layer or log line may not fit, and dockerd's own words about that help nobody.
inline constexpr std::uint64_t kLowSpaceBytes = 128ULL << 20U;

/// What to say of it; empty where there is room.
std::string low_space_words(std::uint64_t available_bytes, const std::string& place);

} // namespace berth::lifecycle
