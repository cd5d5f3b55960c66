// SPDX-License-Identifier: Apache-2.0
// Paths say what somebody works on. Those of berth, of its engine and of the system stay; of one in
// somebody's home the home stays, as a pseudonym; every other one becomes "<path>". Pure, linear.
#pragma once

#include <string>
#include <string_view>

#include "frontend/diagnose/bundle/core/pseudonyms.hpp"

namespace berth::bundle {

inline constexpr std::string_view kHiddenPath = "<path>";

/// `count` grows with each that was hidden.
std::string without_foreign_paths(std::string_view text, Pseudonyms& names, std::size_t& count);

} // namespace berth::bundle
