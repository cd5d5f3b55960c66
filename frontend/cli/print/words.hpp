// SPDX-License-Identifier: Apache-2.0
// Times and states as a person says them. Pure, but for the time zone in clock_time.
#pragma once

#include <chrono>
#include <string>

#include <google/protobuf/timestamp.pb.h>

namespace berth::cli {

/// "340 ms", "2.4 s", "3 min 12 s", "2 h 5 min", "3 d 4 h".
std::string duration_words(std::chrono::milliseconds time);

/// How long ago, as duration_words in whole seconds; empty for a time that is not set.
std::string age_words(const google::protobuf::Timestamp& since, const google::protobuf::Timestamp& now);

/// "14:03:07.250" in the local time zone; with the date in front unless it is the day of `now`.
std::string clock_time(const google::protobuf::Timestamp& time, const google::protobuf::Timestamp& now);

/// "RUN_READY" -> "ready", "STATE_DISABLED" -> "disabled", "IMAGE_KIND_PACK" with prefix "IMAGE_KIND_" ->
/// "pack".
std::string enum_word(const std::string& name, const std::string& prefix);

} // namespace berth::cli
