// SPDX-License-Identifier: Apache-2.0
// The level of a line as containerd and dockerd print it. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "berth/diagnostics/v1/log.pb.h"

namespace berth::lifecycle {

/// From `level=warning` of a logrus text line (outside quotes) or `"level":"warning"` of its JSON form.
/// A line without a level is info; "fatal" and "panic" are errors, "trace" is debug.
diagnostics::v1::Level log_level_of(std::string_view line);

/// The same; std::nullopt for a line without a level, such as one of a stack trace.
std::optional<diagnostics::v1::Level> stated_log_level(std::string_view line);

/// Of a level's name, as "log-level" in daemon.json; info for another word.
diagnostics::v1::Level log_level_of_word(std::string_view word);

} // namespace berth::lifecycle
