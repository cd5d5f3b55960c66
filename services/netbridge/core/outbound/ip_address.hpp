// SPDX-License-Identifier: Apache-2.0
// Internet addresses as packets carry them.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace berth::netbridge {

struct IpAddress {
    static constexpr std::size_t kBytesV4 = 4;
    static constexpr std::size_t kBytesV6 = 16;

    bool is_v6 = false;
    std::array<std::uint8_t, kBytesV6> bytes{}; ///< in network order; IPv4 has the first four

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

struct IpEndpoint {
    IpAddress address;
    std::uint16_t port = 0;
    friend auto operator<=>(const IpEndpoint&, const IpEndpoint&) = default;
};

/// Who speaks and to whom; both in the engine's network namespace.
struct FlowEnds {
    IpEndpoint inside;  ///< a container, or a program of the engine
    IpEndpoint outside; ///< what it has asked for
    friend auto operator<=>(const FlowEnds&, const FlowEnds&) = default;
};

/// A place that is meant for one peer, somewhere on a network: not the sender itself, nor a group, nor
/// everybody, nor the link alone.
bool is_routable(const IpAddress& address);

} // namespace berth::netbridge
