// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/core/isolation_rules.hpp"

#include <algorithm>
#include <array>
#include <sstream>

#include <fmt/format.h>

#include "tunnel/ports.hpp"

namespace berth::diagnose {
namespace {

constexpr std::array kApiPorts{2375U, 2376U};
constexpr std::array kBusPorts{tunnel::kBusCommandsPort, tunnel::kBusEventsInPort, tunnel::kBusEventsOutPort};
constexpr std::array kTunnelPorts{tunnel::kBusCommandsPort, tunnel::kBusEventsInPort,
                                  tunnel::kBusEventsOutPort, tunnel::kPublishedPortsPort,
                                  tunnel::kLogShippingPort};
constexpr std::array kVsockPeers{1U, 2U}; ///< the machine itself, and the host of a virtual machine
constexpr std::array kApiSockets{"/var/run/docker.sock",
                                 "/run/docker.sock",
                                 "/run/user/0/docker.sock",
                                 "/run/containerd/containerd.sock",
                                 "/run/docker/containerd/containerd.sock",
                                 "/run/podman/podman.sock"};
/// The gateway is known inside only; the probe replaces the word.
constexpr const char* kGateway = "gateway";

std::string with_port(const std::string& address, unsigned port)
{
    return address.find(':') == std::string::npos ? fmt::format("{}:{}", address, port)
                                                  : fmt::format("[{}]:{}", address, port);
}

void add_everywhere(std::vector<Trial>& trials, const std::string& group, const std::string& kind,
                    const IsolationPlan& plan, unsigned port, const std::string& except = {})
{
    trials.push_back({group, kind, with_port(kGateway, port)});
    for (const std::string& address : plan.addresses) {
        if (address != except) {
            trials.push_back({group, kind, with_port(address, port)});
        }
    }
}

/// By TCP anybody may listen at these ports and be reached, on the host and in the engine: only who speaks as
/// the bus does is the tunnel. Virtual machines' sockets are nobody else's.
void add_tunnel(std::vector<Trial>& trials, const IsolationPlan& plan)
{
    const std::string group = "tunnel";
    for (const unsigned port : kBusPorts) {
        add_everywhere(trials, group, "zmtp", plan, port);
    }
    for (const unsigned port : kTunnelPorts) {
        for (const unsigned peer : kVsockPeers) {
            trials.push_back({group, "vsock", fmt::format("{}:{}", peer, port)});
        }
    }
}

void add_loopback(std::vector<Trial>& trials, const IsolationPlan& plan)
{
    const std::string group = "host_loopback";
    if (plan.loopback_port_v4 != 0) {
        trials.push_back({group, "tcp", with_port("127.0.0.1", plan.loopback_port_v4)});
        add_everywhere(trials, group, "tcp", plan, plan.loopback_port_v4, plan.meant_for_loopback);
    }
    if (plan.loopback_port_v6 != 0) {
        trials.push_back({group, "tcp", with_port("::1", plan.loopback_port_v6)});
        add_everywhere(trials, group, "tcp", plan, plan.loopback_port_v6, plan.meant_for_loopback);
    }
}

std::string argument_of(const Trial& trial)
{
    return trial.kind + "=" + trial.target;
}

} // namespace

std::vector<Trial> trials_of(const IsolationPlan& plan)
{
    std::vector<Trial> trials;
    for (const char* path : kApiSockets) {
        trials.push_back({"engine_sockets", "unix", path});
    }
    for (const unsigned port : kApiPorts) {
        add_everywhere(trials, "engine_tcp", "tcp", plan, port);
    }
    for (const std::string& path : plan.control_sockets) {
        trials.push_back({"control_sockets", "unix", path});
    }
    trials.push_back({"abstract_sockets", "abstract", "any"});
    add_tunnel(trials, plan);
    for (const std::string& path : plan.directories) {
        trials.push_back({"control_sockets", "path", path});
    }
    for (const char* path : {"/distros", "/mnt/wsl", "/mnt/host"}) {
        trials.push_back({"distros", "path", path});
    }
    trials.push_back({"distros", "mounts", "any"});
    trials.push_back({"processes", "processes", "any"});
    add_loopback(trials, plan);
    return trials;
}

std::vector<std::string> arguments_of(const std::vector<Trial>& trials)
{
    std::vector<std::string> arguments;
    std::transform(trials.begin(), trials.end(), std::back_inserter(arguments), argument_of);
    return arguments;
}

std::vector<Tried> parse_tried(const std::string& output)
{
    std::vector<Tried> tried;
    std::istringstream lines(output);
    for (std::string line; std::getline(lines, line);) {
        const std::size_t first = line.find('\t');
        const std::size_t second = line.find('\t', first + 1);
        if (first == std::string::npos || second == std::string::npos) {
            continue;
        }
        const std::string word = line.substr(first + 1, second - first - 1);
        if (word == "reached" || word == "not") {
            tried.push_back({line.substr(0, first), word == "reached", line.substr(second + 1)});
        }
    }
    return tried;
}

Finding judge_group(const std::string& group, const std::vector<Trial>& trials,
                    const std::vector<Tried>& tried, const std::string& fix)
{
    std::vector<std::string> reached;
    std::vector<std::string> missing;
    std::size_t shut = 0;
    for (const Trial& trial : trials) {
        if (trial.group != group) {
            continue;
        }
        const auto found = std::find_if(tried.begin(), tried.end(), [&](const Tried& each) {
            return each.argument == argument_of(trial);
        });
        if (found == tried.end()) {
            missing.push_back(argument_of(trial));
        } else if (found->reached) {
            reached.push_back(trial.target + " (" + found->words + ")");
        } else {
            ++shut;
        }
    }
    if (!reached.empty()) {
        return fail(fmt::format("a container reaches {}", fmt::join(reached, ", ")), fix);
    }
    if (!missing.empty()) {
        return fail(fmt::format("not tried: {}", fmt::join(missing, ", ")),
                    "run it again; if it stays so, report it");
    }
    if (shut == 0) {
        return skip("nothing to try on this machine");
    }
    return pass(shut == 1 ? "looked, and there is none"
                          : fmt::format("{} ways tried, none led anywhere", shut));
}

} // namespace berth::diagnose
