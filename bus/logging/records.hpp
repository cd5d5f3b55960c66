// SPDX-License-Identifier: Apache-2.0
// Making log records, the limits that writers and readers share, and their words for people. Pure but for the
// clock and the process's own pid.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "base/result.hpp"
#include "berth/diagnostics/v1/log.pb.h"

namespace berth::logging {

constexpr std::size_t kMaxMessageBytes = 16U << 10U; ///< longer messages are cut and say so
constexpr std::size_t kMaxRecordBytes = 64U << 10U;  ///< encoded; larger datagrams and frames are refused
constexpr std::size_t kMaxServiceBytes = 64;
constexpr std::size_t kMaxFields = 16;
constexpr std::size_t kMaxFieldBytes = 1024; ///< of a name or a value

/// Who writes.
struct Origin {
    std::string service;
    bus::v1::Side side = bus::v1::SIDE_HOST;
    pid_t pid = 0; ///< in the writer's pid namespace
};

/// This process as a writer.
Origin own_origin(const std::string& service, bus::v1::Side side);

using WallClock = std::chrono::system_clock;
void set_time(diagnostics::v1::LogRecord& record, WallClock::time_point time);
WallClock::time_point time_of(const diagnostics::v1::LogRecord& record);

/// A record of this moment; the message is made one line.
diagnostics::v1::LogRecord make_record(const Origin& origin, diagnostics::v1::Level level,
                                       std::string_view message);

/// "12 lines of this service were dropped: <why>", a warning.
diagnostics::v1::LogRecord make_drop_report(const Origin& origin, std::uint64_t count, std::string_view why);

/// Brings a record of another process within the limits: one line of UTF-8, a time, a level, a side, a name.
void make_fit(diagnostics::v1::LogRecord& record);

/// "debug", "info", "warning", "error".
std::string_view level_word(diagnostics::v1::Level level);
/// Also takes "warn" and "err". The hint lists the words.
base::Result<diagnostics::v1::Level> parse_level(std::string_view word);

/// A record as columns for people; the caller joins and colours them.
struct RecordParts {
    std::string time;    ///< "2026-11-22 14:15:48.123", local time of the reader
    std::string level;   ///< "INFO", "WARNING"; not padded
    std::string service; ///< "netbridge"; "netbridge@guest" when it was written in the engine
    std::string message; ///< with the fields behind it: "text key=value"
};
RecordParts to_parts(const diagnostics::v1::LogRecord& record);

/// The columns as one line without colours: "2026-11-22 14:15:48.123 INFO    netbridge       text".
std::string to_line(const RecordParts& parts);

} // namespace berth::logging
