// SPDX-License-Identifier: Apache-2.0
#include "base/process_spec.hpp"

namespace berth::base {

std::string to_text(const ProcessSpec& spec)
{
    std::string text = spec.program.string();
    for (const std::string& argument : spec.arguments) {
        const bool needs_quotes = argument.empty() || argument.find_first_of(" \t\n'\"\\$") != std::string::npos;
        text += needs_quotes ? " '" + argument + "'" : " " + argument;
    }
    return text;
}

} // namespace berth::base
