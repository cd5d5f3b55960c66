// SPDX-License-Identifier: Apache-2.0
// A record as one line of the store: JSON, the time first, so that the files are of use to grep and jq as
// well.
//   {"time":"2026-11-22T14:15:48.123456Z","level":"info","service":"netbridge","side":"host","pid":42,"message":"…"}
// Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "berth/diagnostics/v1/log.pb.h"

namespace berth::diagnostics {

constexpr std::size_t kMaxLineBytes = 256U << 10U; ///< JSON may escape what a record holds in plain

/// Without a newline at its end.
std::string to_json_line(const v1::LogRecord& record);

/// std::nullopt for a line that is no record: torn by a crash or a full disk, or of somebody else.
std::optional<v1::LogRecord> parse_json_line(std::string_view line);

} // namespace berth::diagnostics
