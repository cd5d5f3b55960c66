// SPDX-License-Identifier: Apache-2.0
// The addresses that the user mode of the network adds to the world as a container sees it, and what each
// address of that world is on the host.
#pragma once

#include <optional>
#include <variant>

#include "base/result.hpp"
#include "services/netbridge/core/dns/local_zone.hpp"
#include "services/netbridge/core/ipv4.hpp"
#include "services/netbridge/core/outbound/flow_ends.hpp"

namespace berth::netbridge {

/// In the engine's network namespace. Nobody else on any network has them: they are not on the wire.
struct UserAddresses {
    Ipv4Subnet subnet;
    std::uint32_t gateway = 0; ///< also the DNS server
    std::uint32_t engine = 0;  ///< of the engine itself
    std::uint32_t host = 0;    ///< the host's loopback: host.docker.internal
};

/// `wanted` is the setting network.subnet; empty: the first of our candidates that overlaps none of the
/// host's routes, `taken`.
base::Result<UserAddresses> choose_user_addresses(const std::string& wanted,
                                                  const std::vector<Ipv4Subnet>& taken);
/// Those that an engine with this address and subnet has.
UserAddresses user_addresses_of(const Ipv4Subnet& subnet);

/// The same for IPv6, of any instance: the addresses never leave the engine.
inline constexpr const char* kEngineAddressV6 = "fd62:6572:7468::2";
inline constexpr unsigned kPrefixLengthV6 = 64;

struct DnsServerItself {};

/// On the host: an endpoint there, or berth's own DNS server.
using OutsidePlace = std::variant<IpEndpoint, DnsServerItself>;

/// std::nullopt: nothing that a container may reach is there.
std::optional<OutsidePlace> outside_place(const UserAddresses& addresses, const IpEndpoint& asked);

/// The names that the engine gives its own addresses, below docker.internal.
std::vector<dns::EngineName> engine_names(const UserAddresses& addresses);

} // namespace berth::netbridge
