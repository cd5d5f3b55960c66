// SPDX-License-Identifier: Apache-2.0
// IPv4 subnets of the link between host and engine.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace berth::netbridge {

/// Addresses are in host byte order.
struct Ipv4Subnet {
    std::uint32_t network = 0;
    unsigned prefix_length = 0;

    std::uint32_t mask() const;
    bool overlaps(const Ipv4Subnet& other) const;
    std::string to_text() const; ///< "192.168.65.0/30"
    friend bool operator==(const Ipv4Subnet&, const Ipv4Subnet&) = default;
};

std::string ipv4_text(std::uint32_t address);

/// "a.b.c.d/n" with no host bits set.
base::Result<Ipv4Subnet> parse_subnet(std::string_view text);

/// It overlaps none of these destinations of routes but for default ones.
bool is_free(const Ipv4Subnet& subnet, const std::vector<Ipv4Subnet>& taken);

/// What network.subnet must be: `longest_prefix` leaves the room that is needed, `room_for` says for what,
/// and `example` is one that would do.
struct SubnetWish {
    unsigned longest_prefix = 0;
    std::string room_for;
    std::string example;
};
base::Result<Ipv4Subnet> wanted_subnet(const std::string& text, const SubnetWish& wish,
                                       const std::vector<Ipv4Subnet>& taken);

/// The two ends of the link; both are usable in a /30 and in anything larger.
struct LinkAddresses {
    Ipv4Subnet subnet;
    std::uint32_t host = 0;   ///< first usable, in the host's network namespace
    std::uint32_t engine = 0; ///< second usable, in the engine's network namespace
};

/// `wanted` is the setting network.subnet; empty = the first of our candidates that overlaps none of the
/// routes. `taken` are the destinations of the host's routes but for the default route.
base::Result<LinkAddresses> choose_link_addresses(const std::string& wanted,
                                                  const std::vector<Ipv4Subnet>& taken);

} // namespace berth::netbridge
