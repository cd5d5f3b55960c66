// SPDX-License-Identifier: Apache-2.0
// One piece of a message. Pure.
#pragma once

#include <string>
#include <string_view>

namespace berth::lifecycle {

/// A piece without blanks: where all of its parts are known it stays, its ids shortened; else it is kHidden.
/// Marks at its end stay.
std::string reduced_piece(std::string_view piece);

} // namespace berth::lifecycle
