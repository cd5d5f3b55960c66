// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/port_arguments.hpp"

#include <charconv>
#include <map>

namespace berth::netbridge {
namespace {

base::Result<std::uint16_t> port_of(const std::map<std::string_view, std::string_view>& values,
                                    std::string_view name)
{
    const auto found = values.find(name);
    std::uint16_t port = 0;
    if (found != values.end()) {
        const char* const end = found->second.data() + found->second.size();
        const auto parsed = std::from_chars(found->second.data(), end, port);
        if (parsed.ec == std::errc{} && parsed.ptr == end && port != 0) {
            return port;
        }
    }
    return base::Failure("-" + std::string(name) + " must be a port number", "");
}

std::string_view without_dashes(std::string_view argument)
{
    return argument.substr(std::min<std::size_t>(argument.find_first_not_of('-'), 2));
}

} // namespace

base::Result<PortArguments> parse_port_arguments(std::span<const std::string_view> arguments)
{
    std::map<std::string_view, std::string_view> values;
    for (std::size_t at = 0; at < arguments.size(); ++at) {
        if (!arguments[at].starts_with('-')) {
            return base::Failure("unexpected argument " + std::string(arguments[at]), "");
        }
        const std::string_view flag = without_dashes(arguments[at]);
        if (const std::size_t equals = flag.find('='); equals != std::string_view::npos) {
            values[flag.substr(0, equals)] = flag.substr(equals + 1);
        } else if (flag != "use-listen-fd") {
            if (++at == arguments.size()) {
                return base::Failure("-" + std::string(flag) + " needs a value", "");
            }
            values[flag] = arguments[at];
        }
    }
    PortArguments parsed;
    const auto host_port = port_of(values, "host-port");
    const auto container_port = port_of(values, "container-port");
    if (!host_port || !container_port) {
        return host_port ? container_port.error() : host_port.error();
    }
    parsed.host_port = *host_port;
    parsed.container_port = *container_port;
    parsed.protocol = values.contains("proto") ? values["proto"] : "tcp";
    parsed.host_address = values["host-ip"];
    parsed.container_address = values["container-ip"];
    if (parsed.host_address.empty() || parsed.container_address.empty()) {
        return base::Failure("-host-ip and -container-ip are needed", "");
    }
    return parsed;
}

} // namespace berth::netbridge
