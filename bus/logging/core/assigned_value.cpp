// SPDX-License-Identifier: Apache-2.0
#include "logging/core/assigned_value.hpp"

#include <algorithm>
#include <array>

#include "logging/core/characters.hpp"
#include "logging/core/secret_tables.hpp"

namespace berth::logging {
namespace {

constexpr std::array<std::string_view, 6> kSeparators{"=", ":", "%3D", "%3d", "%3A", "%3a"};

bool is_blank(char c)
{
    return c == ' ';
}

bool is_scheme(std::string_view word)
{
    return std::any_of(kAuthSchemes.begin(), kAuthSchemes.end(), [&](std::string_view scheme) {
        return std::equal(word.begin(), word.end(), scheme.begin(), scheme.end(),
                          [](char a, char b) { return lower(a) == b; });
    });
}

/// Where the value begins, blanks in front of it not counted; std::nullopt where no value is.
std::optional<std::size_t> behind_separator(std::string_view text, std::string_view name,
                                            std::size_t name_end)
{
    const std::size_t quotes_end = run_end(text, name_end, [](char c) { return c == '\\' || is_quote(c); });
    const std::size_t at = run_end(text, quotes_end, is_blank);
    for (const std::string_view separator : kSeparators) {
        if (text.compare(at, separator.size(), separator) == 0) {
            return run_end(text, at + separator.size(), is_blank);
        }
    }
    const bool is_option = name.substr(0, 2) == "--" && quotes_end == name_end && at > name_end;
    return is_option ? std::optional(at) : std::nullopt;
}

/// "Authorization: Basic abc": the scheme's word alone is not the secret. Marks do not end a value: a
/// password may have any of them, and half of one is still a secret.
std::size_t end_of_bare(std::string_view text, std::size_t begin)
{
    const auto is_inside = [](char c) { return !is_space(c) && !is_quote(c); };
    const std::size_t end = run_end(text, begin, is_inside);
    const bool has_more = end < text.size() && text[end] == ' ' && is_scheme(text.substr(begin, end - begin));
    return has_more ? run_end(text, end + 1, is_inside) : end;
}

std::size_t backslashes_before(std::string_view text, std::size_t at)
{
    constexpr std::size_t kDeepest = 8;
    std::size_t count = 0;
    while (count < kDeepest && count < at && text[at - 1 - count] == '\\') {
        ++count;
    }
    return count;
}

/// Up to the next quote that is not escaped more deeply than the opening one; all of it where there is none.
std::size_t end_of_quoted(std::string_view text, std::size_t begin)
{
    const char quote = text[begin - 1];
    const std::size_t depth = backslashes_before(text, begin - 1);
    for (std::size_t i = begin; i < text.size(); ++i) {
        if (text[i] == quote && backslashes_before(text, i) <= depth) {
            return i - backslashes_before(text, i);
        }
    }
    return text.size();
}

} // namespace

std::optional<Span> assigned_value(std::string_view text, std::string_view name, std::size_t name_end)
{
    const auto value = behind_separator(text, name, name_end);
    if (!value) {
        return std::nullopt;
    }
    const std::size_t open = run_end(text, *value, [](char c) { return c == '\\' || c == '['; });
    const bool is_quoted = open < text.size() && is_quote(text[open]);
    const std::size_t begin = is_quoted ? open + 1 : open;
    const std::size_t end = is_quoted ? end_of_quoted(text, begin) : end_of_bare(text, begin);
    return end > begin ? std::optional(Span{begin, end}) : std::nullopt;
}

} // namespace berth::logging
