// SPDX-License-Identifier: Apache-2.0
// The store's segments: berth.log is written to, berth.log.N are closed, N only grows. This decides when the
// written one is closed and which closed ones go. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace berth::diagnostics {

constexpr std::size_t kSegments = 8; ///< with the one being written: what goes at once is at most an eighth

using WallClock = std::chrono::system_clock;

struct StoreLimits {
    std::uint64_t total_bytes = 0;
    std::chrono::hours max_age{0};

    std::uint64_t segment_bytes() const { return total_bytes / kSegments; }
    std::chrono::hours segment_age() const;
};

struct ClosedSegment {
    std::uint64_t number = 0;
    std::uint64_t bytes = 0;
    WallClock::time_point last_written;
};

/// Of the segment being written; empty when it has no record yet.
bool must_rotate(const StoreLimits& limits, std::uint64_t bytes,
                 std::optional<WallClock::time_point> first_record, WallClock::time_point now);

/// Numbers of the closed segments that must go, oldest first. `closed` is in order of number.
std::vector<std::uint64_t> to_remove(const StoreLimits& limits, const std::vector<ClosedSegment>& closed,
                                     std::uint64_t written_bytes, WallClock::time_point now);

constexpr std::string_view kWrittenSegment = "berth.log";
std::string closed_name(std::uint64_t number); ///< "berth.log.17"
/// std::nullopt for every other file name.
std::optional<std::uint64_t> closed_number(std::string_view file_name);

} // namespace berth::diagnostics
