// SPDX-License-Identifier: Apache-2.0
// The link to the engine and the published ports: what berth says of them against the sockets that the kernel
// has. Nobody is connected to: a container's service would see it.
#include "frontend/diagnose/check/check.hpp"

#include <fmt/format.h>

#include "base/files.hpp"
#include "frontend/diagnose/check/core/engine_rules.hpp"
#include "services/netbridge/core/listening_sockets.hpp"

namespace berth::diagnose {
namespace {

std::vector<netbridge::ListeningSocket> listening_sockets()
{
    std::vector<netbridge::ListeningSocket> all;
    for (const netbridge::Transport transport : {netbridge::Transport::tcp, netbridge::Transport::udp}) {
        for (const char* version : {"", "6"}) {
            const std::string table = std::string("/proc/net/") + to_text(transport) + version;
            if (const auto text = base::read_file(table, 64U << 20U)) { // a kernel may lack IPv6
                const auto some = netbridge::parse_listening_sockets(*text, transport);
                all.insert(all.end(), some.begin(), some.end());
            }
        }
    }
    return all;
}

Finding look_at_ports(const Scene& scene, Progress& progress)
{
    if (!scene.status.network) {
        return skip("netbridge does not answer");
    }
    progress.waits_for("reading /proc/net");
    return judge_ports(*scene.status.network, listening_sockets());
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
