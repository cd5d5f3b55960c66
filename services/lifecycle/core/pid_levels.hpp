// SPDX-License-Identifier: Apache-2.0
// The pids that one process has, from /proc/PID/status. Pure.
#pragma once

#include <string_view>
#include <vector>

namespace berth::lifecycle {

/// Line NSpid: its pid in the reader's pid namespace, then in each one below that. Empty where there is no
/// such line.
std::vector<int> pid_levels(std::string_view status);

} // namespace berth::lifecycle
