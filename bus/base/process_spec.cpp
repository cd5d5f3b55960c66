// SPDX-License-Identifier: Apache-2.0
#include "base/process_spec.hpp"

namespace berth::base {
namespace {

std::string quoted(const std::string& word)
{
    if (!word.empty() && word.find_first_of(" \t\n'\"\\$`*?[]{}()<>|&;#~!") == std::string::npos) {
        return word;
    }
    std::string text = "'";
    for (const char c : word) {
        text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    }
    return text + "'";
}

} // namespace

std::string to_text(const ProcessSpec& spec)
{
    std::string text = quoted(spec.program.string());
    for (const std::string& argument : spec.arguments) {
        text += " " + quoted(argument);
    }
    return text;
}

} // namespace berth::base
