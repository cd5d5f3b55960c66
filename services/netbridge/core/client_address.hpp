// SPDX-License-Identifier: Apache-2.0
// The client of a published port, whom the container shall see.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "services/netbridge/core/ip_address.hpp"

namespace berth::netbridge {

struct ClientAddress {
    IpAddress address; ///< in the host's network namespace
    std::uint16_t port = 0;
    friend bool operator==(const ClientAddress&, const ClientAddress&) = default;
};

/// "203.0.113.7:51234", "[2001:db8::1]:51234". Refused are addresses that mean somebody else in the engine's
/// network namespace, or nobody: unspecified, loopback, multicast, broadcast, link-local of IPv6 (it is of
/// one of the host's links), and IPv4 in the clothes of IPv6.
base::Result<ClientAddress> parse_client_address(std::string_view text);

/// As DialRequest.client has it; `address` as digits.
std::string client_text(const std::string& address, std::uint16_t port);

} // namespace berth::netbridge
