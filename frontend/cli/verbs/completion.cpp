// SPDX-License-Identifier: Apache-2.0
// berth completion SHELL: what the build installs for bash, zsh and fish.
#include "frontend/cli/completion.hpp"
#include "frontend/cli/exit.hpp"
#include "frontend/cli/print/output.hpp"
#include "frontend/cli/verbs/verbs.hpp"

namespace berth::cli {
namespace {

int run(const Invocation& invocation)
{
    const CommandNode tree = command_tree(all_verbs());
    const std::string shell = invocation.arguments.text("SHELL");
    if (shell == "bash") {
        print_line(bash_completion(tree));
    } else if (shell == "zsh") {
        print_line(zsh_completion(tree));
    } else if (shell == "fish") {
        print_line(fish_completion(tree));
    } else {
        throw Exit(ExitCode::usage, "there is no completion for '" + shell + "'", "choose bash, zsh or fish");
    }
    return static_cast<int>(ExitCode::success);
}

} // namespace

Verb completion_verb()
{
    return {
        .path = "completion",
        .summary = "Print the completion script of a shell",
        .positionals = {{.name = "SHELL", .help = "bash, zsh or fish", .choices = {"bash", "zsh", "fish"}}},
        .run = run,
        .hidden = true};
}

} // namespace berth::cli
