// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/outbound/outside_places.hpp"

namespace berth::netbridge {
namespace {

constexpr unsigned kLongestPrefix = 29; // gateway, engine and host want an address each
constexpr unsigned kUserPrefix = 24;
constexpr std::uint16_t kDnsPort = 53;
constexpr std::uint32_t kLoopback = 0x7F000001;

// The same ranges as for the kernel mode's links (ipv4.cpp), each as a whole.
constexpr std::uint32_t kCandidates[] = {0xC0A84100, 0xC0A8D700, 0xAC1FFF00, 0x0AFE0000};

} // namespace

UserAddresses user_addresses_of(const Ipv4Subnet& subnet)
{
    const std::uint32_t broadcast = subnet.network | ~subnet.mask();
    return {.subnet = subnet,
            .gateway = subnet.network + 1,
            .engine = subnet.network + 3, // as users of desktop engines know them: .1, .3 and .254
            .host = broadcast - 1};
}

base::Result<UserAddresses> choose_user_addresses(const std::string& wanted,
                                                  const std::vector<Ipv4Subnet>& taken)
{
    if (!wanted.empty()) {
        const SubnetWish wish{.longest_prefix = kLongestPrefix,
                              .room_for = "gateway, engine and host",
                              .example = "192.168.65.0/24; a /29 is the smallest"};
        const auto subnet = wanted_subnet(wanted, wish, taken);
        if (!subnet) {
            return subnet.error();
        }
        return user_addresses_of(*subnet);
    }
    for (const std::uint32_t candidate : kCandidates) {
        const Ipv4Subnet subnet{.network = candidate, .prefix_length = kUserPrefix};
        if (is_free(subnet, taken)) {
            return user_addresses_of(subnet);
        }
    }
    return base::Failure("every subnet for the engine's gateway overlaps a route of this machine",
                         "set network.subnet to a free /24");
}

std::vector<dns::EngineName> engine_names(const UserAddresses& addresses)
{
    const auto bytes_of = [](std::uint32_t address) { return std::string(IpAddress::v4(address).view()); };
    return {{"host.docker.internal", {bytes_of(addresses.host)}},
            {"gateway.docker.internal", {bytes_of(addresses.gateway)}},
            {"vm.docker.internal", {bytes_of(addresses.engine)}},
            {"kubernetes.docker.internal", {bytes_of(addresses.engine)}}};
}

std::optional<OutsidePlace> outside_place(const UserAddresses& addresses, const IpEndpoint& asked)
{
    if (asked.address == IpAddress::v4(addresses.gateway)) {
        return asked.port == kDnsPort ? std::optional<OutsidePlace>(DnsServerItself{}) : std::nullopt;
    }
    if (asked.address == IpAddress::v4(addresses.host)) {
        return IpEndpoint{.address = IpAddress::v4(kLoopback), .port = asked.port};
    }
    const Ipv4Subnet alone{.network = asked.address.host_order(), .prefix_length = 32};
    const bool is_ours = !asked.address.is_v6 && addresses.subnet.overlaps(alone);
    if (is_ours || !is_routable(asked.address)) {
        return std::nullopt;
    }
    return asked;
}

} // namespace berth::netbridge
