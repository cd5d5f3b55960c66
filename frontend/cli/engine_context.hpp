// SPDX-License-Identifier: Apache-2.0
// The only place of this program that touches docker's own configuration.
#pragma once

#include <string>
#include <vector>

#include "base/instance.hpp"

namespace berth::cli {

/// Sees to the docker context of the person who typed the command, and returns what they may type next. A
/// context that cannot be made is told in the lines: berth itself is up.
std::vector<std::string> engine_context_lines(const base::Instance& instance);

} // namespace berth::cli
