// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/network/user_mode.hpp"

#include <array>

#include "base/error.hpp"
#include "base/files.hpp"
#include "services/netbridge/core/resolv_conf.hpp"
#include "services/netbridge/kernel_net/route_netlink.hpp"
#include "services/netbridge/outbound/host_outward.hpp"

namespace berth::netbridge {
namespace {

/// What is kept, by its name in the store.
struct Kept {
    const char* name;
    base::UniqueFd EngineEnd::*fd;
};
constexpr std::array<Kept, 3> kKept{{{"outbound.device", &EngineEnd::device},
                                     {"outbound.listener-v4", &EngineEnd::listener_v4},
                                     {"outbound.listener-v6", &EngineEnd::listener_v6}}};

/// A network that the host has joined since the subnet was chosen: containers take its places for ours.
std::string clash_of(const Ipv4Subnet& subnet)
{
    for (const Ipv4Subnet& route : RouteNetlink().route_destinations()) {
        if (!is_free(subnet, {route})) {
            return "the engine's subnet " + subnet.to_text() + " overlaps this machine's route to " +
                   route.to_text() +
                   ", which containers cannot reach: set network.subnet to a free one, then `berth down` "
                   "and `berth up`";
        }
    }
    return {};
}

} // namespace

UserMode::UserMode(std::string subnet, service::KeptFds& kept)
    : wanted_subnet_(std::move(subnet)), kept_(kept)
{}

/// Those that the engine has already, or else new ones.
base::Result<UserAddresses> UserMode::choose_addresses(const base::NamespaceFd& engine) const
{
    RouteNetlink inside = RouteNetlink::inside(engine);
    if (const auto device = inside.find_link(kEngineDevice)) {
        if (const auto address = inside.address_of(device->index)) {
            return user_addresses_of(address->second);
        }
    }
    return choose_user_addresses(wanted_subnet_, RouteNetlink().route_destinations());
}

EngineEnd UserMode::take_kept()
{
    EngineEnd end;
    for (const Kept& part : kKept) {
        end.*part.fd = kept_.take(part.name);
    }
    return end;
}

void UserMode::keep(const EngineEnd& end)
{
    for (const Kept& part : kKept) {
        kept_.keep(part.name, (end.*part.fd).get());
    }
}

base::Result<std::string> UserMode::prepare(int engine_pid)
{
    if (!outbound_ || engine_pid != engine_pid_) {
        outbound_.reset();
        base::NamespaceFd engine(engine_pid, "net");
        const auto addresses = choose_addresses(engine);
        if (!addresses) {
            return addresses.error();
        }
        EngineEnd end = open_engine_end(engine, *addresses, take_kept());
        keep(end);
        addresses_ = *addresses;
        outbound_ = std::make_unique<Outbound>(
            std::move(engine), addresses_, std::move(end),
            std::make_unique<HostOutward>(DnsSettings{.names = engine_names(addresses_)}));
        engine_pid_ = engine_pid;
        why_.clear();
    }
    return "its gateway is " + ipv4_text(addresses_.gateway) + ", and the host is " +
           ipv4_text(addresses_.host) + " there";
}

void UserMode::release()
{
    outbound_.reset(); // the rest goes with the engine's namespace
    engine_pid_ = 0;
    why_.clear();
    for (const Kept& part : kKept) {
        kept_.drop(part.name);
    }
}

void UserMode::adopt(int engine_pid)
{
    if (engine_pid == 0 || engine_pid == engine_pid_) {
        return;
    }
    try {
        const auto prepared = prepare(engine_pid);
        why_ = prepared ? "" : prepared.error().message;
    } catch (const base::Error& error) {
        why_ = error.what();
    }
}

v1::NetworkStatus UserMode::status() const
{
    v1::NetworkStatus status;
    status.set_mode("user");
    if (!outbound_) {
        status.set_why(why_.empty() ? "no engine is connected" : why_);
        return status;
    }
    status.set_host_address(ipv4_text(addresses_.host));
    status.set_engine_address(ipv4_text(addresses_.engine));
    status.set_subnet(addresses_.subnet.to_text());
    status.set_hint(clash_of(addresses_.subnet));
    const auto text = base::read_file("/etc/resolv.conf");
    status.set_resolv_conf(to_text(ResolvConf{.servers = {ipv4_text(addresses_.gateway)},
                                              .search = parse_resolv_conf(text ? *text : "").search}));
    return status;
}

std::optional<v1::NetworkTraffic> UserMode::traffic() const
{
    if (!outbound_) {
        return std::nullopt;
    }
    const OutboundCounters counters = outbound_->counters();
    v1::NetworkTraffic traffic;
    traffic.set_tcp_connected(counters.tcp_connected);
    traffic.set_tcp_failed(counters.tcp_failed);
    traffic.set_tcp_open(counters.tcp_open);
    traffic.set_tcp_bytes(counters.tcp_bytes);
    traffic.set_udp_flows(counters.udp_flows);
    traffic.set_udp_open(counters.udp_open);
    traffic.set_udp_sent(counters.udp_sent);
    traffic.set_udp_received(counters.udp_received);
    traffic.set_echo_asked(counters.echo_asked);
    traffic.set_echo_answered(counters.echo_answered);
    traffic.set_refused(counters.refused);
    traffic.set_crowded_out(counters.crowded_out);
    traffic.set_malformed(counters.malformed);
    traffic.set_dns_queries(counters.dns_queries);
    traffic.set_dns_local(counters.dns_local);
    traffic.set_dns_cached(counters.dns_cached);
    traffic.set_dns_failed(counters.dns_failed);
    return traffic;
}

std::vector<StreamParts> UserMode::give_streams_away()
{
    return outbound_ ? outbound_->give_streams_away() : std::vector<StreamParts>();
}

} // namespace berth::netbridge
