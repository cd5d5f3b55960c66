// SPDX-License-Identifier: Apache-2.0
// Text of other programs made fit for one line of a log and for a terminal. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace berth::logging {

/// Line breaks inside become "\n", one at the end is dropped; other control characters (escape sequences
/// begin with one) become spaces; bytes that are not UTF-8 become '?', for protobuf and JSON take nothing
/// else. Beyond `limit_bytes` the text is cut and says so.
std::string one_line(std::string_view text, std::size_t limit_bytes);

} // namespace berth::logging
