// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace berth::cli {

/// True when a person sits at standard input and can be asked.
bool can_ask();

/// Asks on standard error; only y or yes is one.
bool is_agreed(const std::string& question);

} // namespace berth::cli
