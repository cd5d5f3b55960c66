// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/outbound/ip_address.hpp"

#include <algorithm>

namespace berth::netbridge {

IpAddress IpAddress::from_bytes(std::string_view bytes)
{
    IpAddress address{.is_v6 = bytes.size() == kBytesV6, .bytes = {}};
    std::copy(bytes.begin(), bytes.end(), address.bytes.begin());
    return address;
}

IpAddress IpAddress::v4(std::uint32_t host_order)
{
    IpAddress address;
    for (std::size_t i = 0; i < kBytesV4; ++i) {
        address.bytes[i] = static_cast<std::uint8_t>(host_order >> (8 * (kBytesV4 - 1 - i)));
    }
    return address;
}

std::uint32_t IpAddress::host_order() const
{
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < kBytesV4; ++i) {
        number = number << 8U | bytes[i];
    }
    return number;
}

bool is_routable(const IpAddress& address)
{
    const auto& bytes = address.bytes;
    if (!address.is_v6) {
        const bool is_this_network = bytes[0] == 0;
        const bool is_loopback = bytes[0] == 127;
        const bool is_group_or_reserved = bytes[0] >= 224; // multicast, class E, broadcast
        return !is_this_network && !is_loopback && !is_group_or_reserved;
    }
    const bool has_no_prefix = std::all_of(bytes.begin(), bytes.begin() + 10, [](auto b) { return b == 0; });
    const bool is_mapped_v4 = has_no_prefix && bytes[10] == 0xFF && bytes[11] == 0xFF;
    const bool is_loopback_or_none =
        has_no_prefix && std::all_of(bytes.begin() + 10, bytes.end() - 1, [](auto b) { return b == 0; }) &&
        bytes[15] <= 1;
    const bool is_group = bytes[0] == 0xFF;
    const bool is_link_local = bytes[0] == 0xFE && (bytes[1] & 0xC0) == 0x80;
    return !is_mapped_v4 && !is_loopback_or_none && !is_group && !is_link_local;
}

} // namespace berth::netbridge
