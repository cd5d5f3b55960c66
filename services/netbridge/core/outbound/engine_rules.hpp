// SPDX-License-Identifier: Apache-2.0
// The rules of the user mode in the engine's network namespace, as text for nft.
//
// Theory. What leaves the engine is routed to a TUN device, whose other side is berth. Only what begins
// something has to come that way, a TCP SYN, a first datagram, an echo request: berth asks the outside, and
// only then, and if the outside agrees, there is a socket in here that speaks for the place which was asked
// for (a transparent one). All further packets of the flow are given to that socket before they are routed,
// and never see the device. A SYN goes back into the device once the outside has agreed, and is given to the
// transparent listener. So
//   - the answer to a connect() is the outside's own;
//   - while berth is away nothing is answered wrongly: SYNs wait in the device or are sent again;
//   - what begins a flow passes the FORWARD chain, so docker's internal networks stay internal and a user's
//     DOCKER-USER rules hold.
// Neither conntrack nor docker's masquerading may touch these packets, or the sockets would see other
// addresses: they are not tracked.
#pragma once

#include <cstdint>
#include <string>

namespace berth::netbridge {

// Of no bit that kube-proxy gives a meaning to (0x4000 and 0x8000).
inline constexpr std::uint32_t kToUsMark = 0x0B01;   ///< of packets for our sockets: routed to loopback
inline constexpr std::uint32_t kFromUsMark = 0x0B02; ///< of packets that our sockets send
inline constexpr std::uint32_t kToUsTable = 0x0B01;  ///< in which every address is the engine's own
/// Of the rule that leads there: behind the table of local addresses (0), before all others (32766).
inline constexpr std::uint32_t kToUsPreference = 101;

/// Where the transparent listeners are, on the engine's loopback addresses 127.0.0.1 and ::1.
struct ListenerPorts {
    std::uint16_t v4 = 0;
    std::uint16_t v6 = 0;
};

/// Anew, whatever was there, as one transaction. `device` is the TUN device.
std::string engine_rules(const std::string& device, const ListenerPorts& listeners);

} // namespace berth::netbridge
