// SPDX-License-Identifier: Apache-2.0
// Kinds of characters, without a locale.
#pragma once

#include <cstddef>
#include <string_view>

namespace berth::logging {

inline char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
inline bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z');
}
inline bool is_name(char c)
{
    return is_alnum(c) || c == '_' || c == '-' || c == '.';
}
/// Of a token, a JWT, base64 in both alphabets, and percent-encoded base64.
inline bool is_token(char c)
{
    return is_name(c) || c == '+' || c == '/' || c == '=' || c == '~' || c == '%';
}
inline bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
inline bool is_quote(char c)
{
    return c == '"' || c == '\'' || c == '`';
}
/// Where the run of wanted characters that begins at `from` ends.
template <class Wanted>
std::size_t run_end(std::string_view text, std::size_t from, Wanted wanted)
{
    while (from < text.size() && wanted(text[from])) {
        ++from;
    }
    return from;
}

} // namespace berth::logging
