// SPDX-License-Identifier: Apache-2.0
// When the store's file system is too full to go on well. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace berth::lifecycle {

/// Below it the next layer or log line may not fit, and dockerd's own words about that help nobody.
inline constexpr std::uint64_t kLowSpaceBytes = 128ULL << 20U;

/// What to say of it; empty where there is room.
std::string low_space_words(std::uint64_t available_bytes, const std::string& place);

/// Below it dockerd cannot even write down how its containers are.
inline constexpr std::uint64_t kFullBytes = 8ULL << 20U;

/// Remembers whether dockerd began with a full store. Such a one passes over containers, some without a word,
/// and does not come back to them: it has to begin anew once there is room.
class FullStart {
public:
    void began(std::uint64_t available_bytes) { began_full_ = available_bytes < kFullBytes; }
    /// True once for each such beginning.
    bool has_room_again(std::uint64_t available_bytes)
    {
        return available_bytes >= kLowSpaceBytes && std::exchange(began_full_, false);
    }

private:
    bool began_full_ = false;
};

} // namespace berth::lifecycle
