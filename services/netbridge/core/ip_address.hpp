// SPDX-License-Identifier: Apache-2.0
// Internet addresses, as packets carry them and as text.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace berth::netbridge {

struct IpAddress {
    static constexpr std::size_t kBytesV4 = 4;
    static constexpr std::size_t kBytesV6 = 16;

    bool is_v6 = false;
    std::array<std::uint8_t, kBytesV6> bytes{}; ///< in network order; of IPv4 the first four

    /// Of exactly 4 or 16 bytes.
    static IpAddress from_bytes(std::string_view bytes);
    static IpAddress v4(std::uint32_t host_order);
    /// Of an IPv4 one.
    std::uint32_t host_order() const;
    std::string_view view() const
    {
        return {reinterpret_cast<const char*>(bytes.data()), is_v6 ? kBytesV6 : kBytesV4};
    }
    friend auto operator<=>(const IpAddress&, const IpAddress&) = default;
};

/// Numbers only: no name, no scope ("fe80::1%eth0"), no leading zeros in IPv4, which some read as octal.
/// For text that comes from another process.
std::optional<IpAddress> parse_ip_address(std::string_view text);

/// A place that is meant for one peer, somewhere on a network: not the sender itself, nor a group, nor
/// everybody, nor the link alone, nor IPv4 in the clothes of IPv6.
bool is_routable(const IpAddress& address);

} // namespace berth::netbridge
