// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/core/cgroup_membership.hpp"

#include <sstream>

namespace berth::lifecycle {
namespace {

const std::string kNamePrefix = "name=";

bool is_named(const std::string& controllers)
{
    return controllers.rfind(kNamePrefix, 0) == 0;
}

} // namespace

std::string CgroupMembership::directory_name() const
{
    if (version2()) {
        return "unified";
    }
    return is_named(controllers) ? controllers.substr(kNamePrefix.size()) : controllers;
}

std::string CgroupMembership::mount_options() const
{
    return is_named(controllers) ? "none," + controllers : controllers;
}

std::vector<std::string> CgroupMembership::alias_names() const
{
    std::vector<std::string> names;
    if (controllers.find(',') != std::string::npos) {
        std::istringstream words(controllers);
        for (std::string word; std::getline(words, word, ',');) {
            names.push_back(word);
        }
    }
    return names;
}

std::vector<CgroupMembership> parse_cgroup_memberships(const std::string& text)
{
    std::vector<CgroupMembership> memberships;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const std::size_t first = line.find(':');
        const std::size_t second = first == std::string::npos ? first : line.find(':', first + 1);
        if (second != std::string::npos) {
            memberships.push_back(
                {.controllers = line.substr(first + 1, second - first - 1), .path = line.substr(second + 1)});
        }
    }
    return memberships;
}

} // namespace berth::lifecycle
