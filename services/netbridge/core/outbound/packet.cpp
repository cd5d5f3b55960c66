// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/outbound/packet.hpp"

#include "services/netbridge/core/big_endian.hpp"
#include "services/netbridge/core/outbound/protocols.hpp"

namespace berth::netbridge {
namespace {

/// The part of every packet.
struct Internet {
    IpAddress inside;
    IpAddress outside;
    std::uint8_t protocol = 0;
    std::string_view body;
};

std::uint8_t byte_at(std::string_view bytes, std::size_t at)
{
    return static_cast<std::uint8_t>(bytes[at]);
}

std::optional<Internet> parse_v4(std::string_view bytes)
{
    if (bytes.size() < kIpV4HeaderBytes) {
        return std::nullopt;
    }
    const std::size_t header = 4U * (byte_at(bytes, 0) & 0x0FU);
    const std::size_t total = get_u16(bytes, 2);
    constexpr std::uint16_t kFragment = 0x3FFF; // "more follow", or an offset
    if (header < kIpV4HeaderBytes || total < header || total > bytes.size() ||
        (get_u16(bytes, 6) & kFragment) != 0) {
        return std::nullopt;
    }
    return Internet{.inside = IpAddress::from_bytes(bytes.substr(12, IpAddress::kBytesV4)),
                    .outside = IpAddress::from_bytes(bytes.substr(16, IpAddress::kBytesV4)),
                    .protocol = byte_at(bytes, 9),
                    .body = bytes.substr(header, total - header)};
}

std::optional<Internet> parse_v6(std::string_view bytes)
{
    if (bytes.size() < kIpV6HeaderBytes || bytes.size() < kIpV6HeaderBytes + get_u16(bytes, 4)) {
        return std::nullopt;
    }
    return Internet{.inside = IpAddress::from_bytes(bytes.substr(8, IpAddress::kBytesV6)),
                    .outside = IpAddress::from_bytes(bytes.substr(24, IpAddress::kBytesV6)),
                    .protocol = byte_at(bytes, 6),
                    .body = bytes.substr(kIpV6HeaderBytes, get_u16(bytes, 4))};
}

std::optional<Internet> parse_internet(std::string_view bytes)
{
    switch (bytes.empty() ? 0 : byte_at(bytes, 0) >> 4U) {
    case 4:
        return parse_v4(bytes);
    case 6:
        return parse_v6(bytes);
    default:
        return std::nullopt;
    }
}

FlowEnds ends_of(const Internet& packet)
{
    return {.inside = {packet.inside, get_u16(packet.body, 0)},
            .outside = {packet.outside, get_u16(packet.body, 2)}};
}

std::optional<Packet> parse_tcp(const Internet& packet)
{
    if (packet.body.size() < kTcpHeaderBytes) {
        return std::nullopt;
    }
    const std::size_t header = 4U * (byte_at(packet.body, 12) >> 4U);
    if (header < kTcpHeaderBytes || header > packet.body.size()) {
        return std::nullopt;
    }
    const std::uint8_t flags = byte_at(packet.body, 13);
    return TcpPacket{.ends = ends_of(packet),
                     .sequence = get_u32(packet.body, 4),
                     .acknowledgement = get_u32(packet.body, 8),
                     .syn = (flags & kTcpSyn) != 0,
                     .ack = (flags & kTcpAck) != 0,
                     .fin = (flags & kTcpFin) != 0,
                     .rst = (flags & kTcpRst) != 0,
                     .payload_bytes = static_cast<std::uint32_t>(packet.body.size() - header)};
}

std::optional<Packet> parse_udp(const Internet& packet)
{
    if (packet.body.size() < kUdpHeaderBytes) {
        return std::nullopt;
    }
    const std::size_t length = get_u16(packet.body, 4);
    if (length < kUdpHeaderBytes || length > packet.body.size()) {
        return std::nullopt;
    }
    return UdpPacket{.ends = ends_of(packet),
                     .payload = packet.body.substr(kUdpHeaderBytes, length - kUdpHeaderBytes)};
}

OtherPacket other(const Internet& packet)
{
    return {.inside = packet.inside, .outside = packet.outside, .protocol = packet.protocol};
}

std::optional<Packet> parse_icmp(const Internet& packet, std::uint8_t echo_request)
{
    if (packet.body.size() < kIcmpHeaderBytes) {
        return std::nullopt;
    }
    if (byte_at(packet.body, 0) != echo_request || byte_at(packet.body, 1) != 0) {
        return other(packet);
    }
    return EchoPacket{.ends = {.inside = {packet.inside}, .outside = {packet.outside}},
                      .identifier = get_u16(packet.body, 4),
                      .sequence = get_u16(packet.body, 6),
                      .payload = packet.body.substr(kIcmpHeaderBytes)};
}

} // namespace

std::optional<Packet> parse_packet(std::string_view bytes)
{
    const std::optional<Internet> packet = parse_internet(bytes);
    if (!packet) {
        return std::nullopt;
    }
    switch (packet->protocol) {
    case kProtocolTcp:
        return parse_tcp(*packet);
    case kProtocolUdp:
        return parse_udp(*packet);
    case kProtocolIcmp:
        return packet->inside.is_v6 ? other(*packet) : parse_icmp(*packet, kEchoRequestV4);
    case kProtocolIcmpV6:
        return packet->inside.is_v6 ? parse_icmp(*packet, kEchoRequestV6) : other(*packet);
    default:
        return other(*packet);
    }
}

} // namespace berth::netbridge
