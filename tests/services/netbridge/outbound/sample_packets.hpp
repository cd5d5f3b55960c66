// SPDX-License-Identifier: Apache-2.0
// Packets as a container sends them.
#pragma once

#include <string>
#include <string_view>

#include "services/netbridge/core/outbound/flow_ends.hpp"

namespace berth::netbridge::test {

/// 172.17.0.2:40000 to 203.0.113.9:80, or their like in IPv6.
FlowEnds sample_ends(bool v6);

std::string ip_packet_of(bool v6, std::uint8_t protocol, const std::string& body);
std::string tcp_packet(bool v6, std::uint8_t flags, std::uint32_t sequence);
std::string udp_packet(bool v6, const std::string& payload);
std::string echo_packet(bool v6, std::uint16_t identifier, std::uint16_t sequence,
                        const std::string& payload);

/// Of the IPv4 header and of what the packet carries.
bool sums_are_right(std::string_view packet);

} // namespace berth::netbridge::test
