// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/verb.hpp"

namespace berth::cli {

const std::string* Arguments::last(const std::string& name) const
{
    const auto found = values_.find(name);
    return found == values_.end() || found->second.empty() ? nullptr : &found->second.back();
}

bool Arguments::flag(const std::string& name, bool otherwise) const
{
    const std::string* const value = last(name);
    return value == nullptr ? otherwise : *value == "true";
}

std::string Arguments::text(const std::string& name, const std::string& otherwise) const
{
    const std::string* const value = last(name);
    return value == nullptr ? otherwise : *value;
}

unsigned Arguments::count(const std::string& name, unsigned otherwise) const
{
    const std::string* const value = last(name);
    return value == nullptr ? otherwise : static_cast<unsigned>(std::stoul(*value)); // checked by the parser
}

std::vector<std::string> Arguments::texts(const std::string& name) const
{
    const auto found = values_.find(name);
    return found == values_.end() ? std::vector<std::string>{} : found->second;
}

Option json_option(const std::string& what)
{
    return {.names = "--json", .help = "Print " + what + " as JSON"};
}

Option names_option()
{
    return {.names = "-q,--quiet", .help = "Print the names alone"};
}

Positional distro_positional()
{
    return {.name = "NAME", .help = "The distro, as `berth distro list` names it", .lister = "distro list"};
}

Positional service_positional()
{
    return {
        .name = "NAME", .help = "The service, as `berth service list` names it", .lister = "service list"};
}

Option timeout_option(const std::string& what, unsigned seconds)
{
    return {.names = "--timeout",
            .help = what + " (default " + std::to_string(seconds) + ")",
            .kind = Option::Kind::count,
            .value_name = "SECONDS"};
}

} // namespace berth::cli
