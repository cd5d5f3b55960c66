// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/core/since.hpp"

#include <charconv>
#include <optional>

#include <google/protobuf/util/time_util.h>

namespace berth::cli {

using google::protobuf::Timestamp;
using google::protobuf::util::TimeUtil;

namespace {

constexpr std::int64_t kMaxSeconds = 100L * 365 * 24 * 3600; // a number beyond it is a typing error

std::int64_t seconds_of(char unit)
{
    switch (unit) {
    case 's':
        return 1;
    case 'm':
        return 60;
    case 'h':
        return 3600;
    case 'd':
        return 24 * 3600;
    default:
        return 0;
    }
}

/// "2h30m" in seconds; std::nullopt when it is not of this form.
std::optional<std::int64_t> parse_span(const std::string& text)
{
    std::int64_t total = 0;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at != end) {
        std::int64_t number = 0;
        const auto [behind, error] = std::from_chars(at, end, number);
        if (error != std::errc{} || behind == end || seconds_of(*behind) == 0 || number < 0 ||
            number > kMaxSeconds) {
            return std::nullopt;
        }
        total += number * seconds_of(*behind);
        if (total > kMaxSeconds) {
            return std::nullopt;
        }
        at = behind + 1;
    }
    return text.empty() ? std::nullopt : std::optional(total);
}

} // namespace

base::Result<Timestamp> parse_since(const std::string& text, const Timestamp& now)
{
    if (const std::optional<std::int64_t> span = parse_span(text)) {
        return now - TimeUtil::SecondsToDuration(*span);
    }
    Timestamp time;
    if (TimeUtil::FromString(text, &time)) {
        return time;
    }
    return base::Failure{"'" + text + "' is not a time",
                         "give how long ago (90s, 10m, 2h30m, 1d) or a time such as 2026-01-31T14:00:00Z"};
}

} // namespace berth::cli
