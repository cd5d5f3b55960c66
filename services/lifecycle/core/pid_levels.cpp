// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/core/pid_levels.hpp"

#include <sstream>
#include <string>

namespace berth::lifecycle {

std::vector<int> pid_levels(std::string_view status)
{
    constexpr std::string_view kField = "\nNSpid:";
    const std::size_t at = status.find(kField);
    std::vector<int> levels;
    if (at != std::string_view::npos) {
        const std::string_view rest = status.substr(at + kField.size());
        std::istringstream line{std::string(rest.substr(0, rest.find('\n')))};
        for (int pid = 0; line >> pid;) {
            levels.push_back(pid);
        }
    }
    return levels;
}

} // namespace berth::lifecycle
