// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/paths/engine_text.hpp"

#include <algorithm>

namespace berth::netbridge {
namespace {

constexpr std::string_view kQuotes = "\"'`";
constexpr const char* kEnds = " \t\r\n\"'`:,;()[]{}\\"; ///< of a path that stands without quotes

bool is_name_character(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '.' || c == '-';
}

/// A backslash ends a quoted path too: it escapes the closing quote in texts within texts.
std::size_t end_of_path(std::string_view text, std::size_t begin)
{
    const char before = begin > 0 ? text[begin - 1] : '\0';
    if (kQuotes.find(before) != std::string_view::npos) {
        const char ends[] = {before, '\\', '\n', '\0'};
        return std::min(text.find_first_of(ends, begin), text.size());
    }
    return std::min(text.find_first_of(kEnds, begin), text.size());
}

/// Before the path's end is looked for, so that no text takes more than one pass.
bool starts_with_path(std::string_view text, std::string_view prefix)
{
    return text.starts_with(prefix) &&
           (text.size() == prefix.size() || text[prefix.size()] == '/' ||
            std::string_view(kEnds).find(text[prefix.size()]) != std::string_view::npos);
}

constexpr std::string_view kMkdir = "mkdir ";
constexpr std::string_view kReadOnly = ": read-only file system";
constexpr std::string_view kNoSource = "bind source path does not exist: "; ///< the path ends the line

} // namespace

std::vector<PathInText> engine_paths_in(std::string_view text, const std::vector<std::string>& prefixes)
{
    std::vector<PathInText> found;
    std::size_t at = text.find('/');
    while (at != std::string_view::npos) {
        std::size_t next = at + 1;
        const bool begins = at == 0 || !is_name_character(text[at - 1]);
        if (begins && std::any_of(prefixes.begin(), prefixes.end(), [&](const std::string& prefix) {
                return starts_with_path(text.substr(at), prefix);
            })) {
            next = end_of_path(text, at);
            found.push_back({.begin = at, .end = next});
        }
        at = text.find('/', next);
    }
    return found;
}

std::optional<WordsAround> words_of_absence(std::string_view before, std::string_view behind)
{
    if (before.ends_with(kMkdir) && behind.starts_with(kReadOnly)) {
        return WordsAround{.before = kMkdir.size(), .behind = kReadOnly.size()};
    }
    if (before.ends_with(kNoSource)) {
        return WordsAround{.before = kNoSource.size(), .behind = std::min(behind.find('\n'), behind.size())};
    }
    return std::nullopt;
}

} // namespace berth::netbridge
