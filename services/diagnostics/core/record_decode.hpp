// SPDX-License-Identifier: Apache-2.0
// Bytes of another process as a record. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "berth/diagnostics/v1/log.pb.h"
#include "logging/records.hpp"

namespace berth::diagnostics {

inline std::optional<v1::LogRecord> decode_record(std::string_view bytes)
{
    v1::LogRecord record;
    if (bytes.size() > logging::kMaxRecordBytes ||
        !record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        return std::nullopt;
    }
    return record;
}

} // namespace berth::diagnostics
