// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/instance.hpp"

namespace berth::cli {

/// A service's last few records as lines, from the diagnostics service; where that does not run, the end of
/// the services' output file. Empty rather than a failure: it only accompanies one.
std::vector<std::string> last_log_lines(const base::Instance& instance, const std::string& service);

} // namespace berth::cli
