// SPDX-License-Identifier: Apache-2.0
// The command line: the parser made from the verbs, and the same tree as plain data for the completion
// scripts.
#pragma once

#include <string>
#include <vector>

#include "frontend/cli/verb.hpp"

namespace berth::cli {

/// A node of the parser's tree: berth itself, a group such as "service", or a verb.
struct CommandNode {
    struct Option {
        std::vector<std::string> names; ///< with dashes: "-n", "--lines"
        std::string help;
        bool takes_value = false;
        std::vector<std::string> choices = {};
    };
    std::string name;
    std::string summary;
    std::vector<Option> options = {};
    std::vector<std::string> values = {}; ///< what the first positional may be, where that is known
    std::string lister = {};              ///< Positional::lister of it
    std::vector<CommandNode> children = {};
};

/// Read from the parser itself, so that nothing it accepts is missing. Hidden verbs are left out.
CommandNode command_tree(const std::vector<Verb>& verbs);

/// Parses and runs. Help goes to standard output, what cannot be understood to standard error with
/// ExitCode::usage.
int run_command_line(int argc, char** argv, const std::vector<Verb>& verbs);

} // namespace berth::cli
