// SPDX-License-Identifier: Apache-2.0
// The pieces of a message, and which of them may stay; engine_line.hpp says why. Pure.
#pragma once

#include <string>
#include <string_view>

namespace berth::lifecycle {

std::string reduced_pieces(std::string_view text);

/// A line of a stack trace of Go, which has nothing but names of code and addresses.
bool is_stack_line(std::string_view line);

} // namespace berth::lifecycle
