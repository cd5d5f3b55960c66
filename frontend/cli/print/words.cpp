// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/print/words.hpp"

#include <algorithm>
#include <cctype>
#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <google/protobuf/util/time_util.h>

namespace berth::cli {

using google::protobuf::Timestamp;
using google::protobuf::util::TimeUtil;

namespace {

std::string two_units(long big, const char* big_name, long small, const char* small_name)
{
    return small == 0 ? fmt::format("{} {}", big, big_name)
                      : fmt::format("{} {} {} {}", big, big_name, small, small_name);
}

std::tm local_time(const Timestamp& time)
{
    const std::time_t seconds = time.seconds();
    std::tm parts{};
    (void)::localtime_r(&seconds, &parts); // fails for years beyond an int only; then it shows zeros
    return parts;
}

} // namespace

std::string duration_words(std::chrono::milliseconds time)
{
    constexpr long kMinute = 60;
    constexpr long kHour = 60 * kMinute;
    constexpr long kDay = 24 * kHour;
    const long ms = std::max(time.count(), std::chrono::milliseconds::rep{0});
    const long seconds = ms / 1000;
    if (ms < 1000) {
        return fmt::format("{} ms", ms);
    }
    if (seconds < 10) {
        return fmt::format("{:.1f} s", static_cast<double>(ms) / 1000.0);
    }
    if (seconds < kMinute) {
        return fmt::format("{} s", seconds);
    }
    if (seconds < kHour) {
        return two_units(seconds / kMinute, "min", seconds % kMinute, "s");
    }
    if (seconds < kDay) {
        return two_units(seconds / kHour, "h", seconds % kHour / kMinute, "min");
    }
    return two_units(seconds / kDay, "d", seconds % kDay / kHour, "h");
}

std::string age_words(const Timestamp& since, const Timestamp& now)
{
    if (since.seconds() == 0 && since.nanos() == 0) {
        return {};
    }
    const long seconds = std::max(TimeUtil::DurationToSeconds(now - since), std::int64_t{0});
    return seconds < 10 ? fmt::format("{} s", seconds) : duration_words(std::chrono::seconds(seconds));
}

std::string clock_time(const Timestamp& time, const Timestamp& now)
{
    const std::tm parts = local_time(time);
    const std::tm today = local_time(now);
    const bool is_today = parts.tm_year == today.tm_year && parts.tm_yday == today.tm_yday;
    return (is_today ? fmt::format("{:%H:%M:%S}", parts) : fmt::format("{:%Y-%m-%d %H:%M:%S}", parts)) +
           fmt::format(".{:03}", time.nanos() / 1000000);
}

std::string enum_word(const std::string& name, const std::string& prefix)
{
    std::string word = name.rfind(prefix, 0) == 0 ? name.substr(prefix.size()) : name;
    std::transform(word.begin(), word.end(), word.begin(), [](unsigned char c) { return std::tolower(c); });
    return word;
}

} // namespace berth::cli
