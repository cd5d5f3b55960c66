// SPDX-License-Identifier: Apache-2.0
// IP addresses as text that comes from another process.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace berth::netbridge {

struct IpAddress {
    bool is_v6 = false;
    std::array<std::uint8_t, 16> bytes{}; ///< in network order; of IPv4 the first four
    friend bool operator==(const IpAddress&, const IpAddress&) = default;
};

/// Numbers only: no name, no scope ("fe80::1%eth0"), no leading zeros in IPv4, which some read as octal.
std::optional<IpAddress> parse_ip_address(std::string_view text);

} // namespace berth::netbridge
