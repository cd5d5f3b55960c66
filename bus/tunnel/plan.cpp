// SPDX-License-Identifier: Apache-2.0
#include "tunnel/plan.hpp"

#include <charconv>
#include <optional>

namespace berth::tunnel {
namespace {

using base::Failure;
using base::Result;

struct Arguments {
    std::string address;
    std::vector<std::string> maps;
};

Failure usage(const std::string& what)
{
    return Failure{what, kUsage};
}

Result<Arguments> collect(const std::vector<std::string>& words, const std::string& address_option)
{
    Arguments arguments;
    for (std::size_t i = 1; i < words.size(); i += 2) {
        if (i + 1 == words.size()) {
            return usage(words[i] + " needs a value");
        }
        if (words[i] == "--map") {
            arguments.maps.push_back(words[i + 1]);
        } else if (words[i] == address_option && arguments.address.empty()) {
            arguments.address = words[i + 1];
        } else {
            return usage("unexpected argument " + words[i]);
        }
    }
    if (arguments.address.empty() || arguments.maps.empty()) {
        return usage(address_option + " and at least one --map are needed");
    }
    return arguments;
}

struct PortAndPath {
    std::uint32_t port = 0;
    std::string path;
};

std::optional<PortAndPath> port_and_path(std::string_view port, std::string_view path)
{
    PortAndPath result;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), result.port);
    const bool is_number = error == std::errc() && end == port.data() + port.size() && result.port != 0;
    if (!is_number || !parse_endpoint("unix://" + std::string(path))) {
        return std::nullopt;
    }
    result.path = path;
    return result;
}

Result<RelayPlan> parse_host(const Arguments& arguments, const Endpoint& address)
{
    std::map<std::uint32_t, std::string> sockets;
    for (const std::string& map : arguments.maps) {
        const std::size_t sign = map.find('=');
        const auto pair = sign == std::string::npos
                              ? std::nullopt
                              : port_and_path(std::string_view(map).substr(0, sign), map.substr(sign + 1));
        if (!pair || !sockets.emplace(pair->port, pair->path).second) {
            return usage("--map " + map + " is not PORT=/local.sock, or its port is there twice");
        }
    }
    return plan_host(address, sockets);
}

Result<RelayPlan> parse_guest(const Arguments& arguments, const Endpoint& address)
{
    std::map<std::string, std::uint32_t> ports;
    for (const std::string& map : arguments.maps) {
        const std::size_t sign = map.rfind('=');
        const auto pair = sign == std::string::npos
                              ? std::nullopt
                              : port_and_path(std::string_view(map).substr(sign + 1), map.substr(0, sign));
        if (!pair || !ports.emplace(pair->path, pair->port).second) {
            return usage("--map " + map + " is not /local.sock=PORT, or its socket is there twice");
        }
    }
    return plan_guest(address, ports);
}

Endpoint unix_endpoint(const std::string& path)
{
    Endpoint endpoint;
    endpoint.path = path;
    return endpoint;
}

} // namespace

RelayPlan plan_host(const Endpoint& listen, const std::map<std::uint32_t, std::string>& sockets_by_port)
{
    RelayPlan plan;
    ListenerPlan all{listen, true, {}};
    for (const auto& [port, path] : sockets_by_port) {
        const Target target{unix_endpoint(path), 0};
        if (listen.transport == Transport::unix_path) {
            all.targets.emplace(port, target);
        } else {
            ListenerPlan one{listen, false, {{0, target}}};
            one.endpoint.port = port;
            plan.push_back(std::move(one));
        }
    }
    if (listen.transport == Transport::unix_path) {
        plan.push_back(std::move(all));
    }
    return plan;
}

RelayPlan plan_guest(const Endpoint& dial, const std::map<std::string, std::uint32_t>& ports_by_socket)
{
    RelayPlan plan;
    for (const auto& [path, port] : ports_by_socket) {
        plan.push_back(ListenerPlan{unix_endpoint(path), false, {{0, Target{dial, port}}}});
    }
    return plan;
}

Result<RelayPlan> parse_arguments(const std::vector<std::string>& words)
{
    const std::string side = words.empty() ? "" : words.front();
    if (side != "host" && side != "guest") {
        return usage("the side is missing");
    }
    const auto arguments = collect(words, side == "host" ? "--listen" : "--dial");
    if (!arguments) {
        return arguments.error();
    }
    const auto address = parse_endpoint(arguments->address);
    if (!address) {
        return address.error();
    }
    if (address->port != 0) {
        return usage(arguments->address + " must leave its port open: the ports are those of the maps");
    }
    if (address->transport == Transport::hvsock) {
        return usage(arguments->address + ": Hyper-V sockets exist only on Windows");
    }
    return side == "host" ? parse_host(*arguments, *address) : parse_guest(*arguments, *address);
}

} // namespace berth::tunnel
