// SPDX-License-Identifier: Apache-2.0
// What may be kept of a line that containerd or dockerd printed. Pure, linear.
//
// The daemons write their callers' data into their log: at level debug whole request bodies ("form data: …",
// with environment, command, binds and labels) and request lines (build arguments are in the query); at level
// error what was wrong ("invalid mode: …", "exec: \"…\": executable file not found"). No pattern tells a
// container's environment from other text, so nothing is searched for. It is the other way round: a piece of
// a line stays when all of its words are the daemons' own (engine_words.hpp), or numbers, times and ids;
// every other piece becomes kHidden.
//   - A quoted piece stays or goes as a whole, and one of several words always goes.
//   - Behind a phrase that announces a command or a body nothing stays.
//   - Of a request line the method and the path's own words stay, never the query.
//   - Go's stack traces stay: function names, files, lines and addresses.
#pragma once

#include <string>
#include <string_view>

namespace berth::lifecycle {

inline constexpr std::string_view kHidden = "…";
/// In place of a line that is the rest of one that was cut: where its quotes begin and end is not known.
inline constexpr std::string_view kHiddenRest = "… (the rest of a long line)";

std::string reduced_engine_line(std::string_view line);

/// The same rule for a text that is no log line: a reason, an error.
std::string reduced_engine_text(std::string_view text);

} // namespace berth::lifecycle
