// SPDX-License-Identifier: Apache-2.0
// A peer's own words as they may go into a message or a log line: short, and printable. Pure.
#pragma once

#include <algorithm>
#include <string>

namespace berth::broker {

inline std::string shown(const std::string& words)
{
    constexpr std::size_t kMaxShown = 64;
    std::string text = words.substr(0, kMaxShown);
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    return text;
}

} // namespace berth::broker
