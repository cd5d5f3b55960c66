// SPDX-License-Identifier: Apache-2.0
#include "logging/one_line.hpp"

namespace berth::logging {
namespace {

bool is_continuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
}

/// Bytes of the well-formed character (Unicode, table 3-7) at the start of the text; 0 when there is none.
std::size_t character_length(std::string_view text)
{
    const auto first = static_cast<unsigned char>(text.front());
    if (first < 0x80U) {
        return 1;
    }
    const std::size_t length = first >= 0xc2U && first <= 0xdfU   ? 2
                               : first >= 0xe0U && first <= 0xefU ? 3
                               : first >= 0xf0U && first <= 0xf4U ? 4
                                                                  : 0;
    if (length == 0 || text.size() < length) {
        return 0;
    }
    for (std::size_t i = 1; i < length; ++i) {
        if (!is_continuation(text[i])) {
            return 0;
        }
    }
    const auto second = static_cast<unsigned char>(text[1]);
    const bool overlong = (first == 0xe0U && second < 0xa0U) || (first == 0xf0U && second < 0x90U);
    const bool surrogate = first == 0xedU && second > 0x9fU;
    const bool too_large = first == 0xf4U && second > 0x8fU;
    return overlong || surrogate || too_large ? 0 : length;
}

void append_ascii(std::string& to, char c)
{
    if (c == '\n') {
        to += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20U || c == 0x7f) {
        to += c == '\r' ? "" : " ";
    } else {
        to += c;
    }
}

} // namespace

std::string one_line(std::string_view text, std::size_t limit_bytes)
{
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) {
        text.remove_suffix(1);
    }
    std::string line;
    line.reserve(text.size() < limit_bytes ? text.size() : limit_bytes);
    while (!text.empty()) {
        if (line.size() >= limit_bytes) {
            return line + " ... (" + std::to_string(text.size()) + " more bytes)";
        }
        const std::size_t length = character_length(text);
        if (length == 1) {
            append_ascii(line, text.front());
        } else if (length == 0) {
            line += '?';
        } else {
            line += text.substr(0, length);
        }
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return line;
}

} // namespace berth::logging
