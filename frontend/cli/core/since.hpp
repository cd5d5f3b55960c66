// SPDX-License-Identifier: Apache-2.0
// What --since takes: a time back from now ("90s", "10m", "2h30m", "1d") or an RFC 3339 time. Pure.
#pragma once

#include <string>

#include <google/protobuf/timestamp.pb.h>

#include "base/result.hpp"

namespace berth::cli {

base::Result<google::protobuf::Timestamp> parse_since(const std::string& text,
                                                      const google::protobuf::Timestamp& now);

} // namespace berth::cli
