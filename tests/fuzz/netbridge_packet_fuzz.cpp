// SPDX-License-Identifier: Apache-2.0
// What a container likes to send: read, and answered in every way that there is.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "services/netbridge/core/outbound/answer_packets.hpp"
#include "services/netbridge/core/outbound/outside_places.hpp"
#include "services/netbridge/core/outbound/packet.hpp"

using namespace berth::netbridge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const UserAddresses addresses = choose_user_addresses("", {}).value();
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto packet = parse_packet(bytes);
    if (!packet) {
        return 0;
    }
    (void)unreachable(bytes, Unreachable::host);
    if (const auto* tcp = std::get_if<TcpPacket>(&*packet)) {
        (void)outside_place(addresses, tcp->ends.outside);
        if (!parse_packet(reset_of(*tcp))) {
            __builtin_trap();
        }
    } else if (const auto* udp = std::get_if<UdpPacket>(&*packet)) {
        (void)datagram_head(udp->ends, udp->payload.size());
    } else if (const auto* echo = std::get_if<EchoPacket>(&*packet)) {
        if (!parse_packet(echo_reply(*echo))) {
            __builtin_trap();
        }
    }
    return 0;
}
