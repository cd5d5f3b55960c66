// SPDX-License-Identifier: Apache-2.0
// The packets that tell a sender inside the engine how the outside has answered. Each is a whole IP packet
// from the place that the sender has asked for, with its checksums. And the question that one of them
// answers. Pure.
#pragma once

#include <string>
#include <string_view>

#include "services/netbridge/core/outbound/packet.hpp"

namespace berth::netbridge {

/// As a host that has no such connection (RFC 9293, 3.10.7.1). Not for a packet that is a reset itself.
std::string reset_of(const TcpPacket& packet);

enum class Unreachable { network, host, port, prohibited };

/// ICMP's or ICMPv6's error about the packet, of which it repeats the beginning.
std::string unreachable(std::string_view packet, Unreachable why);

/// The packet that a datagram of the flow was in, as far as an error has to repeat it.
std::string datagram_head(const FlowEnds& ends, std::size_t payload_bytes);

std::string echo_reply(const EchoPacket& request);

/// An ICMP message alone, for a socket of the host; the kernel sums ICMPv6 itself, which sums addresses too.
std::string echo_request(bool is_v6, std::uint16_t identifier, std::string_view payload);

} // namespace berth::netbridge
