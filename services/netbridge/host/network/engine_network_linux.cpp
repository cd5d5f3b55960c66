// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/network/engine_network.hpp"

#include "services/netbridge/kernel_net/nft_rules.hpp"
#include "services/netbridge/kernel_net/route_netlink.hpp"

namespace berth::netbridge {
namespace {

std::optional<LinkAddresses> addresses_of(RouteNetlink& host, const NetworkLink& link)
{
    const auto address = host.address_of(link.index);
    if (!address) {
        return std::nullopt;
    }
    return LinkAddresses{
        .subnet = address->second, .host = address->first, .engine = address->second.network + 2};
}

/// The two interfaces are each other's ends, and the host's end has its address.
bool is_our_link(const NetworkLink& host_end, const std::optional<NetworkLink>& engine_end)
{
    return engine_end && engine_end->peer_index == host_end.index && host_end.peer_index == engine_end->index;
}

} // namespace

EngineNetwork::EngineNetwork(const std::string& instance, std::string subnet, std::filesystem::path run_dir)
    : names_(link_names(instance)), wanted_subnet_(std::move(subnet)), forwarding_(std::move(run_dir))
{}

base::Result<LinkAddresses> EngineNetwork::prepare(pid_t engine_pid)
{
    const base::NamespaceFd engine_namespace(engine_pid, "net");
    RouteNetlink host;
    RouteNetlink engine = RouteNetlink::inside(engine_namespace);

    std::optional<LinkAddresses> addresses;
    if (const auto link = host.find_link(names_.host_interface)) {
        if (is_our_link(*link, engine.find_link(names_.engine_interface))) {
            addresses = addresses_of(host, *link);
        }
        if (!addresses) {
            host.delete_link(link->index); // of an engine that is gone, or half made
        }
    }
    if (!addresses) {
        auto chosen = choose_link_addresses(wanted_subnet_, host.route_destinations());
        if (!chosen) {
            return chosen.error();
        }
        addresses = *chosen;
        host.create_veth(names_.host_interface, names_.engine_interface, engine_namespace);
    }
    const unsigned host_index = host.find_link(names_.host_interface).value().index;
    const unsigned engine_index = engine.find_link(names_.engine_interface).value().index;
    const unsigned length = addresses->subnet.prefix_length;
    engine.set_up(engine.find_link("lo").value().index);
    host.add_address(host_index, addresses->host, length);
    engine.add_address(engine_index, addresses->engine, length);
    host.set_up(host_index);
    engine.set_up(engine_index);
    engine.set_default_route(addresses->host);
    forwarding_.switch_on();
    apply_nft_rules(nft_rules(names_, *addresses));
    return *addresses;
}

void EngineNetwork::release()
{
    RouteNetlink host;
    if (const auto link = host.find_link(names_.host_interface)) {
        host.delete_link(link->index);
    }
    apply_nft_rules(nft_removal(names_));
    forwarding_.restore();
}

EngineNetwork::Present EngineNetwork::present() const
{
    RouteNetlink host;
    const auto link = host.find_link(names_.host_interface);
    if (!link) {
        return {.addresses = std::nullopt, .why = "there is no link into the engine"};
    }
    Present present{.addresses = addresses_of(host, *link), .why = {}};
    if (!present.addresses) {
        present.why = "interface " + names_.host_interface + " has no address";
    } else if (!link->up || !link->carrier) {
        present.why = "interface " + names_.host_interface + " is down";
    }
    return present;
}

} // namespace berth::netbridge
