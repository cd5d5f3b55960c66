// SPDX-License-Identifier: Apache-2.0
// The link to the engine and the published ports: what berth says of them against the sockets that the kernel
// has. Nobody is connected to: a container's service would see it.
#include "frontend/diagnose/check/check.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/files.hpp"
#include "services/netbridge/core/listening_sockets.hpp"

namespace berth::diagnose {
namespace {

std::vector<netbridge::ListeningSocket> listening_sockets()
{
    std::vector<netbridge::ListeningSocket> all;
    for (const char* table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
        if (const auto text = base::read_file(table, 64U << 20U)) { // a kernel may lack IPv6
            const auto some = netbridge::parse_listening_sockets(*text);
            all.insert(all.end(), some.begin(), some.end());
        }
    }
    return all;
}

Finding look_at_ports(const Scene& scene, Progress& progress)
{
    if (!scene.status.network) {
        return skip("netbridge does not answer");
    }
    progress.waits_for("reading /proc/net/tcp");
    const auto sockets = listening_sockets();
    for (const auto& port : scene.status.network->ports()) {
        const std::string name = fmt::format("{}:{}", port.host_address(), port.host_port());
        const bool is_bound = std::any_of(sockets.begin(), sockets.end(), [&](const auto& socket) {
            return socket.port == port.host_port();
        });
        if (!port.why().empty() || !is_bound) {
            return fail(fmt::format("nobody listens at {}, published for {}:{}{}", name,
                                    port.container_address(), port.container_port(),
                                    port.why().empty() ? "" : ": " + port.why()),
                        "see who has it: `ss -lntp sport = :" + std::to_string(port.host_port()) +
                            "`; then restart the container");
        }
    }
    return pass(fmt::format("{} published ports are listened at", scene.status.network->ports_size()));
}

Finding look_at_link(const Scene& scene, Progress& /*progress*/)
{
    if (!scene.status.network) {
        return skip("netbridge does not answer");
    }
    const auto& network = scene.status.network->network();
    if (!network.why().empty()) {
        return fail(network.why(), network.hint().empty() ? scene.berth() + " restart" : network.hint());
    }
    return pass(fmt::format("{} to {} by {}", network.host_address(), network.engine_address(),
                            network.host_interface()));
}

} // namespace

std::vector<Check> network_checks()
{
    return {
        {.id = "network.link",
         .title = "the link between host and engine is up",
         .run = look_at_link,
         .needs = {.berth = true}},
        {.id = "network.ports",
         .title = "every published port is listened at",
         .run = look_at_ports,
         .needs = {.berth = true}},
    };
}

} // namespace berth::diagnose
