// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace berth::bundle {

/// The last whole lines that fit; a line longer than all of the room is left out. Pure.
inline std::string newest_lines(std::string_view text, std::size_t limit_bytes)
{
    if (text.size() <= limit_bytes) {
        return std::string(text);
    }
    const std::size_t from = text.size() - limit_bytes;
    if (from > 0 && text[from - 1] == '\n') {
        return std::string(text.substr(from));
    }
    const std::size_t line_end = text.find('\n', from);
    return line_end == std::string_view::npos ? std::string() : std::string(text.substr(line_end + 1));
}

} // namespace berth::bundle
