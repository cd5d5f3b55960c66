// SPDX-License-Identifier: Apache-2.0
#include "logging/records.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <map>

#include <fmt/format.h>
#include <unistd.h>

#include "logging/one_line.hpp"

namespace berth::logging {
namespace {

using diagnostics::v1::Level;
using diagnostics::v1::LogRecord;

constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;

struct LevelWord {
    Level level;
    std::string_view word;
};
constexpr std::array<LevelWord, 6> kLevelWords{{{diagnostics::v1::LEVEL_DEBUG, "debug"},
                                                {diagnostics::v1::LEVEL_INFO, "info"},
                                                {diagnostics::v1::LEVEL_WARNING, "warning"},
                                                {diagnostics::v1::LEVEL_ERROR, "error"},
                                                {diagnostics::v1::LEVEL_WARNING, "warn"},
                                                {diagnostics::v1::LEVEL_ERROR, "err"}}};

void fit_fields(LogRecord& record)
{
    google::protobuf::Map<std::string, std::string> fields;
    for (const auto& [name, value] : record.fields()) {
        if (fields.size() < kMaxFields) {
            fields[one_line(name, kMaxFieldBytes)] = one_line(value, kMaxFieldBytes);
        }
    }
    record.mutable_fields()->swap(fields);
}

std::string local_time(WallClock::time_point time)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(time - seconds);
    const std::time_t whole = WallClock::to_time_t(seconds);
    std::tm parts{};
    ::localtime_r(&whole, &parts);
    std::array<char, 32> text{};
    const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &parts);
    return fmt::format("{}.{:03}", std::string_view(text.data(), length), milliseconds.count());
}

} // namespace

Origin own_origin(const std::string& service, bus::v1::Side side)
{
    return {service, side, ::getpid()};
}

void set_time(LogRecord& record, WallClock::time_point time)
{
    const auto since_epoch =
        std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
    const std::int64_t nanoseconds =
        ((since_epoch % kNanosecondsPerSecond) + kNanosecondsPerSecond) % kNanosecondsPerSecond;
    record.mutable_time()->set_seconds((since_epoch - nanoseconds) / kNanosecondsPerSecond);
    record.mutable_time()->set_nanos(static_cast<std::int32_t>(nanoseconds));
}

WallClock::time_point time_of(const LogRecord& record)
{
    // Beyond these (years 1970 to 2200) the clock's own type would overflow.
    constexpr std::int64_t kLastSecond = 7'258'118'400;
    const std::int64_t seconds = std::min(std::max<std::int64_t>(record.time().seconds(), 0), kLastSecond);
    return WallClock::time_point(std::chrono::duration_cast<WallClock::duration>(
        std::chrono::seconds(seconds) + std::chrono::nanoseconds(record.time().nanos())));
}

LogRecord make_record(const Origin& origin, Level level, std::string_view message)
{
    LogRecord record;
    set_time(record, WallClock::now());
    record.set_side(origin.side);
    record.set_service(origin.service);
    record.set_level(level);
    record.set_message(one_line(message, kMaxMessageBytes));
    record.set_pid(origin.pid);
    return record;
}

LogRecord make_drop_report(const Origin& origin, std::uint64_t count, std::string_view why)
{
    const std::string words = count == 1 ? "1 line of this service was dropped"
                                         : fmt::format("{} lines of this service were dropped", count);
    LogRecord record = make_record(origin, diagnostics::v1::LEVEL_WARNING, fmt::format("{}: {}", words, why));
    (*record.mutable_fields())["dropped"] = std::to_string(count);
    return record;
}

void make_fit(LogRecord& record)
{
    record.set_message(one_line(record.message(), kMaxMessageBytes));
    record.set_service(record.service().empty() ? "unknown" : one_line(record.service(), kMaxServiceBytes));
    if (!record.has_time()) {
        set_time(record, WallClock::now());
    }
    if (record.level() == diagnostics::v1::LEVEL_UNSPECIFIED ||
        !diagnostics::v1::Level_IsValid(record.level())) {
        record.set_level(diagnostics::v1::LEVEL_INFO);
    }
    if (record.side() == bus::v1::SIDE_UNSPECIFIED || !bus::v1::Side_IsValid(record.side())) {
        record.set_side(bus::v1::SIDE_HOST);
    }
    set_time(record, time_of(record)); // within what the clock can hold
    fit_fields(record);
    record.DiscardUnknownFields();
}

std::string_view level_word(Level level)
{
    for (const LevelWord& known : kLevelWords) {
        if (known.level == level) {
            return known.word;
        }
    }
    return "info";
}

base::Result<Level> parse_level(std::string_view word)
{
    for (const LevelWord& known : kLevelWords) {
        if (known.word == word) {
            return known.level;
        }
    }
    return base::Failure{fmt::format("'{}' is not a log level", word), "use debug, info, warning or error"};
}

RecordParts to_parts(const LogRecord& record)
{
    RecordParts parts;
    parts.time = local_time(time_of(record));
    for (const char c : level_word(record.level())) {
        parts.level += static_cast<char>(c - 'a' + 'A');
    }
    parts.service = record.service() + (record.side() == bus::v1::SIDE_GUEST ? "@guest" : "");
    parts.message = record.message();
    const std::map<std::string, std::string> in_order(record.fields().begin(), record.fields().end());
    for (const auto& [name, value] : in_order) {
        parts.message += fmt::format(" {}={}", name, value);
    }
    return parts;
}

std::string to_line(const RecordParts& parts)
{
    return fmt::format("{} {:<7} {:<17} {}", parts.time, parts.level, parts.service, parts.message);
}

} // namespace berth::logging
