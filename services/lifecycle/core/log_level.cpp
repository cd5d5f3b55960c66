// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/core/log_level.hpp"

#include <array>
#include <utility>

namespace berth::lifecycle {
namespace {

using diagnostics::v1::Level;

constexpr std::array<std::pair<std::string_view, Level>, 9> kLevels{{
    {"trace", diagnostics::v1::LEVEL_DEBUG},
    {"debug", diagnostics::v1::LEVEL_DEBUG},
    {"info", diagnostics::v1::LEVEL_INFO},
    {"warning", diagnostics::v1::LEVEL_WARNING},
    {"warn", diagnostics::v1::LEVEL_WARNING},
    {"error", diagnostics::v1::LEVEL_ERROR},
    {"fatal", diagnostics::v1::LEVEL_ERROR},
    {"panic", diagnostics::v1::LEVEL_ERROR},
    {"critical", diagnostics::v1::LEVEL_ERROR},
}};

/// Where the level's word starts: the key stands at a word's start, and not inside a quoted message.
std::string_view word_after_key(std::string_view line)
{
    constexpr std::string_view kJsonKey = "\"level\":\"";
    if (line.substr(0, 1) == "{") {
        const std::size_t at = line.find(kJsonKey);
        return at == std::string_view::npos ? std::string_view{} : line.substr(at + kJsonKey.size());
    }
    constexpr std::string_view kTextKey = "level=";
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '\\') {
            ++i;
        } else if (line[i] == '"') {
            quoted = !quoted;
        } else if (!quoted && (i == 0 || line[i - 1] == ' ') && line.substr(i, kTextKey.size()) == kTextKey) {
            return line.substr(i + kTextKey.size());
        }
    }
    return {};
}

std::optional<Level> level_at_start_of(std::string_view text)
{
    for (const auto& [name, level] : kLevels) {
        if (text.substr(0, name.size()) == name) {
            return level;
        }
    }
    return std::nullopt;
}

} // namespace

Level log_level_of(std::string_view line)
{
    return stated_log_level(line).value_or(diagnostics::v1::LEVEL_INFO);
}

std::optional<Level> stated_log_level(std::string_view line)
{
    return level_at_start_of(word_after_key(line));
}

Level log_level_of_word(std::string_view word)
{
    return level_at_start_of(word).value_or(diagnostics::v1::LEVEL_INFO);
}

} // namespace berth::lifecycle
