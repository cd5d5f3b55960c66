// SPDX-License-Identifier: Apache-2.0
// Shell completion scripts from the command tree. Pure. They need nothing but the shell itself.
#pragma once

#include <string>

#include "frontend/cli/command_line.hpp"

namespace berth::cli {

std::string bash_completion(const CommandNode& root);
std::string zsh_completion(const CommandNode& root);
std::string fish_completion(const CommandNode& root);

} // namespace berth::cli
