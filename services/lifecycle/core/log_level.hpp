// SPDX-License-Identifier: Apache-2.0
// The level of a line as containerd and dockerd print it. Pure.
#pragma once

#include <string_view>

#include "berth/diagnostics/v1/log.pb.h"

namespace berth::lifecycle {

/// From `level=warning` of a logrus text line (outside quotes) or `"level":"warning"` of its JSON form.
/// A line without a level is info; "fatal" and "panic" are errors, "trace" is debug.
diagnostics::v1::Level log_level_of(std::string_view line);

} // namespace berth::lifecycle
