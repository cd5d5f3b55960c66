// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/print/question.hpp"

#include <cstdio>
#include <iostream>

#include <unistd.h>

namespace berth::cli {

bool can_ask()
{
    return ::isatty(STDIN_FILENO) == 1;
}

bool is_agreed(const std::string& question)
{
    std::fputs((question + " [y/N] ").c_str(), stderr);
    std::string answer;
    return std::getline(std::cin, answer) && (answer == "y" || answer == "Y" || answer == "yes");
}

} // namespace berth::cli
