// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/core/engine_piece.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "services/lifecycle/core/engine_line.hpp"
#include "services/lifecycle/core/engine_words.hpp"

namespace berth::lifecycle {
namespace {

constexpr std::string_view kEndMarks = ".:!?*";

/// Units, beside the words, that may stand behind a number.
constexpr std::array<std::string_view, 14> kUnits{"ns", "us", "ms", "s",  "m",   "h",   "b",
                                                  "kb", "mb", "gb", "tb", "kib", "mib", "gib"};

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f');
}
bool is_alnum(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_one_of(char c, std::string_view set)
{
    return set.find(c) != std::string_view::npos;
}

bool is_number(std::string_view part)
{
    constexpr std::size_t kLongest = 8; // a size, a port, a pid; longer ones may be somebody's
    const std::size_t digits = std::min(part.find_first_not_of("0123456789"), part.size());
    if (digits == 0 || digits > kLongest) {
        return false;
    }
    const std::string_view unit = part.substr(digits);
    std::string lower;
    for (const char c : unit.substr(0, 4)) {
        lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return unit.empty() ||
           (unit.size() < 4 && std::find(kUnits.begin(), kUnits.end(), lower) != kUnits.end());
}

bool is_version(std::string_view part)
{
    return part.size() >= 2 && part.size() <= 4 && part.front() == 'v' &&
           part.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

constexpr std::size_t kIdLength = 64;
constexpr std::size_t kKeptOfId = 12;
constexpr char kIdMark = '#'; ///< before what is kept of an id: twelve digits alone might be a password

/// A container's, a layer's, a digest's: twelve characters name it well enough, and are no key. One that is
/// short already has its mark before it.
std::optional<std::string> shortened_id(std::string_view part, std::string_view before)
{
    const bool is_hexadecimal = std::all_of(part.begin(), part.end(), is_hex);
    if (is_hexadecimal && part.size() == kIdLength) {
        return kIdMark + std::string(part.substr(0, kKeptOfId));
    }
    if (is_hexadecimal && part.size() == kKeptOfId && !before.empty() && before.back() == kIdMark) {
        return std::string(part);
    }
    return std::nullopt;
}

} // namespace

std::string reduced_piece(std::string_view piece)
{
    std::string_view end;
    while (!piece.empty() && is_one_of(piece.back(), kEndMarks)) {
        end = std::string_view(piece.data() + piece.size() - 1, end.size() + 1);
        piece.remove_suffix(1);
    }
    std::string out;
    for (std::size_t i = 0; i < piece.size();) {
        if (!is_alnum(piece[i])) {
            if (static_cast<unsigned char>(piece[i]) >= 0x80U) {
                return std::string(kHidden) + std::string(end);
            }
            out += piece[i++];
            continue;
        }
        std::size_t part_end = i;
        while (part_end < piece.size() && is_alnum(piece[part_end])) {
            ++part_end;
        }
        const std::string_view part = piece.substr(i, part_end - i);
        i = part_end;
        if (is_engine_word(part) || is_number(part) || is_version(part)) {
            out += part;
        } else if (const auto id = shortened_id(part, out)) {
            out += *id;
        } else {
            return std::string(kHidden) + std::string(end);
        }
    }
    return out + std::string(end);
}

} // namespace berth::lifecycle
