// SPDX-License-Identifier: Apache-2.0
// Theory. A container shall see its client's own address: the engine's side connects from a socket that is
// bound to that address, though it is nobody's here (IP_TRANSPARENT). The packets out need no help. A
// container's answers go to an address that is far away, so they would leave the engine: they are marked as
// they come in, and a rule of routing takes what has the mark to a table in which every address is one's own.
// Which packets those are is known from the connection: the socket's own mark (SO_MARK) marks it when it
// begins.
//
// Neither mark is seen by rules of others: both are taken off again before the filter hooks. kubelet, for
// one, drops whatever has the bit 0x8000.
//
//   out   the socket's packet       has kClientSocketMark: its connection gets kClientMark, the packet none
//   back  a packet of an answer     of such a connection: gets kClientMark, so that routing delivers it here
//   in    the same, routed          has none again
#pragma once

#include <cstdint>
#include <string>

namespace berth::netbridge {

/// Of connections, and of their answers while they are routed. Others in the engine's network namespace that
/// take packets on their way (the user mode) give what has this one to the same sockets.
inline constexpr std::uint32_t kClientMark = 0x0b03;
/// Of the sockets: another one, else the way out would be looked up in our table as well.
inline constexpr std::uint32_t kClientSocketMark = 0x0b13;
/// In which every address is the engine's own.
inline constexpr std::uint32_t kClientTable = 0x0b03;
/// Of the rule that leads there: behind the table of local addresses (0), before all others (32766).
inline constexpr std::uint32_t kClientRulePreference = 103;

/// A script for nft that makes our table anew, whatever was there: atomically, as one transaction.
std::string client_nft_rules();

} // namespace berth::netbridge
