// SPDX-License-Identifier: Apache-2.0
// What a JSON string says, as Go's decoder reads it: what is not UTF-8, and half of a surrogate pair, is the
// replacement character.
#include <cstdint>
#include <optional>

#include <nlohmann/json.hpp>

#include "services/netbridge/core/json/byte_set.hpp"
#include "services/netbridge/core/json/json_text.hpp"

namespace berth::netbridge {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr ByteSet kPlainAscii = ByteSet::range(0x00, 0x7F).without("\\");

bool is_high(char32_t unit)
{
    return unit >= 0xD800 && unit < 0xDC00;
}

bool is_low(char32_t unit)
{
    return unit >= 0xDC00 && unit < 0xE000;
}

void append_utf8(std::string& text, char32_t rune)
{
    const auto tail = [&](unsigned shift) { text += static_cast<char>(0x80U | ((rune >> shift) & 0x3FU)); };
    if (rune < 0x80) {
        text += static_cast<char>(rune);
    } else if (rune < 0x800) {
        text += static_cast<char>(0xC0U | (rune >> 6U));
        tail(0);
    } else if (rune < 0x10000) {
        text += static_cast<char>(0xE0U | (rune >> 12U));
        tail(6);
        tail(0);
    } else {
        text += static_cast<char>(0xF0U | (rune >> 18U));
        tail(12);
        tail(6);
        tail(0);
    }
}

/// "\u0041" at the place; nullopt: something else.
std::optional<char32_t> unit_at(std::string_view text, std::size_t at)
{
    if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') {
        return std::nullopt;
    }
    return static_cast<char32_t>(std::stoul(std::string(text.substr(at + 2, 4)), nullptr, 16));
}

/// Size of the sequence that begins there; 0: it is not UTF-8. Table 3-7 of the Unicode Standard.
std::size_t utf8_size(std::string_view text)
{
    const auto byte = [&](std::size_t at) {
        return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
    };
    const auto follows = [&](std::size_t at) { return byte(at) >= 0x80 && byte(at) <= 0xBF; };
    const unsigned first = byte(0);
    const unsigned second = byte(1);
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        return follows(1) ? 2 : 0;
    }
    if (first >= 0xE0 && first <= 0xEF) {
        const bool shortest =
            second >= (first == 0xE0 ? 0xA0U : 0x80U) && second <= (first == 0xED ? 0x9FU : 0xBFU);
        return shortest && follows(2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool in_range =
            second >= (first == 0xF0 ? 0x90U : 0x80U) && second <= (first == 0xF4 ? 0x8FU : 0xBFU);
        return in_range && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

/// `at` is on a backslash; the result is behind the escape.
std::size_t append_escaped(std::string& decoded, std::string_view text, std::size_t at)
{
    const auto unit = unit_at(text, at);
    if (!unit) {
        constexpr std::string_view kLetters = "bfnrt";
        constexpr std::string_view kMeanings = "\b\f\n\r\t";
        const std::size_t letter = kLetters.find(text[at + 1]);
        decoded += letter == std::string_view::npos ? text[at + 1] : kMeanings[letter];
        return at + 2;
    }
    const auto next = is_high(*unit) ? unit_at(text, at + 6) : std::nullopt;
    if (next && is_low(*next)) {
        append_utf8(decoded, 0x10000 + ((*unit - 0xD800) << 10U) + (*next - 0xDC00));
        return at + 12;
    }
    append_utf8(decoded, is_high(*unit) || is_low(*unit) ? kReplacement : *unit);
    return at + 6;
}

} // namespace

std::string JsonValue::decoded() const
{
    const std::string_view text = text_.substr(begin_ + 1, end_ - begin_ - 2);
    std::string decoded;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t plain_end = kPlainAscii.skip_in(text, at);
        if (plain_end > at) {
            decoded.append(text.substr(at, plain_end - at));
            at = plain_end;
        } else if (text[at] == '\\') {
            at = append_escaped(decoded, text, at);
        } else if (const std::size_t size = utf8_size(text.substr(at)); size > 0) {
            decoded.append(text.substr(at, size));
            at += size;
        } else {
            append_utf8(decoded, kReplacement);
            ++at;
        }
    }
    return decoded;
}

base::Result<std::string> to_json_string(std::string_view text)
{
    try {
        return nlohmann::json(text).dump();
    } catch (const nlohmann::json::type_error&) {
        return base::Failure("a path that is not UTF-8 cannot be written as JSON", "rename it");
    }
}

} // namespace berth::netbridge
