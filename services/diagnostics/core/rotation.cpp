// SPDX-License-Identifier: Apache-2.0
#include "services/diagnostics/core/rotation.hpp"

#include <algorithm>
#include <charconv>

namespace berth::diagnostics {

std::chrono::hours StoreLimits::segment_age() const
{
    return std::max(max_age / static_cast<int>(kSegments), std::chrono::hours(1));
}

bool must_rotate(const StoreLimits& limits, std::uint64_t bytes,
                 std::optional<WallClock::time_point> first_record, WallClock::time_point now)
{
    if (!first_record) {
        return false;
    }
    return bytes >= limits.segment_bytes() || now - *first_record >= limits.segment_age();
}

std::vector<std::uint64_t> to_remove(const StoreLimits& limits, const std::vector<ClosedSegment>& closed,
                                     std::uint64_t written_bytes, WallClock::time_point now)
{
    std::uint64_t bytes = written_bytes;
    for (const ClosedSegment& segment : closed) {
        bytes += segment.bytes;
    }
    std::vector<std::uint64_t> numbers;
    std::size_t left = closed.size();
    for (const ClosedSegment& segment : closed) {
        const bool too_old = now - segment.last_written > limits.max_age;
        const bool too_many = left + 1 > kSegments || bytes > limits.total_bytes;
        if (!too_old && !too_many) {
            break; // what follows is younger
        }
        numbers.push_back(segment.number);
        bytes -= segment.bytes;
        --left;
    }
    return numbers;
}

std::string closed_name(std::uint64_t number)
{
    return std::string(kWrittenSegment) + "." + std::to_string(number);
}

std::optional<std::uint64_t> closed_number(std::string_view file_name)
{
    const std::string prefix = std::string(kWrittenSegment) + ".";
    if (file_name.substr(0, prefix.size()) != prefix) {
        return std::nullopt;
    }
    const std::string_view digits = file_name.substr(prefix.size());
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size() || number == 0) {
        return std::nullopt;
    }
    return number;
}

} // namespace berth::diagnostics
