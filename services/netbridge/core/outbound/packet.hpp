// SPDX-License-Identifier: Apache-2.0
// What a packet that wants to leave the engine is about. Pure; its input is whatever a container likes to
// send, and it is fuzzed by tests/fuzz/netbridge_packet_fuzz.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "services/netbridge/core/outbound/flow_ends.hpp"

namespace berth::netbridge {

struct TcpPacket {
    FlowEnds ends;
    std::uint32_t sequence = 0;
    std::uint32_t acknowledgement = 0;
    bool syn = false;
    bool ack = false;
    bool fin = false;
    bool rst = false;
    std::uint32_t payload_bytes = 0;

    bool opens_connection() const { return syn && !ack && !rst && !fin; }
};

struct UdpPacket {
    FlowEnds ends;
    std::string_view payload; ///< lies in the packet
};

/// ICMP's or ICMPv6's question whether anybody is there; ports are 0.
struct EchoPacket {
    FlowEnds ends;
    std::uint16_t identifier = 0;
    std::uint16_t sequence = 0;
    std::string_view payload; ///< lies in the packet
};

/// Well-formed, but of a protocol that berth does not carry.
struct OtherPacket {
    IpAddress inside;
    IpAddress outside;
    std::uint8_t protocol = 0; ///< IANA's number
};

using Packet = std::variant<TcpPacket, UdpPacket, EchoPacket, OtherPacket>;

/// An IPv4 or IPv6 packet. std::nullopt: it is malformed, or a fragment, which the kernel has no reason to
/// send. An IPv6 packet with extension headers is an OtherPacket of the first one's number.
std::optional<Packet> parse_packet(std::string_view bytes);

} // namespace berth::netbridge
