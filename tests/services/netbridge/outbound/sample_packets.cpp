// SPDX-License-Identifier: Apache-2.0
#include "tests/services/netbridge/outbound/sample_packets.hpp"

#include "services/netbridge/core/big_endian.hpp"
#include "services/netbridge/core/outbound/protocols.hpp"

namespace berth::netbridge::test {
namespace {

std::uint32_t sum_of(std::string_view bytes)
{
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const std::uint32_t byte = static_cast<unsigned char>(bytes[i]);
        sum += i % 2 == 0 ? byte << 8U : byte;
    }
    return sum;
}

/// A sum over everything with its checksum in place is all ones.
bool is_all_ones(std::uint32_t sum)
{
    while (sum >> 16U != 0) {
        sum = (sum & 0xFFFFU) + (sum >> 16U);
    }
    return sum == 0xFFFF;
}

} // namespace

FlowEnds sample_ends(bool v6)
{
    const auto address = [v6](std::uint32_t v4, std::uint8_t last) {
        IpAddress result = v6 ? IpAddress{.is_v6 = true, .bytes = {0xFD, 0, 0, 1}} : IpAddress::v4(v4);
        if (v6) {
            result.bytes.back() = last;
        }
        return result;
    };
    return {.inside = {address(0xAC110002, 2), 40000}, .outside = {address(0xCB007109, 9), 80}};
}

std::string ip_packet_of(bool v6, std::uint8_t protocol, const std::string& body)
{
    const FlowEnds ends = sample_ends(v6);
    std::string packet;
    if (v6) {
        append_u32(packet, 0x60000000);
        append_u16(packet, static_cast<std::uint16_t>(body.size()));
        packet += {static_cast<char>(protocol), 64};
    } else {
        append_u16(packet, 0x4500);
        append_u16(packet, static_cast<std::uint16_t>(kIpV4HeaderBytes + body.size()));
        append_u32(packet, 0x00004000);
        packet += {64, static_cast<char>(protocol), 0, 0};
    }
    packet += ends.inside.address.view();
    packet += ends.outside.address.view();
    return packet + body;
}

std::string tcp_packet(bool v6, std::uint8_t flags, std::uint32_t sequence)
{
    const FlowEnds ends = sample_ends(v6);
    std::string body;
    append_u16(body, ends.inside.port);
    append_u16(body, ends.outside.port);
    append_u32(body, sequence);
    append_u32(body, 0);
    body += {0x50, static_cast<char>(flags)};
    return ip_packet_of(v6, kProtocolTcp, body + std::string(6, '\0'));
}

std::string udp_packet(bool v6, const std::string& payload)
{
    const FlowEnds ends = sample_ends(v6);
    std::string body;
    append_u16(body, ends.inside.port);
    append_u16(body, ends.outside.port);
    append_u16(body, static_cast<std::uint16_t>(kUdpHeaderBytes + payload.size()));
    append_u16(body, 0);
    return ip_packet_of(v6, kProtocolUdp, body + payload);
}

std::string echo_packet(bool v6, std::uint16_t identifier, std::uint16_t sequence, const std::string& payload)
{
    std::string body{static_cast<char>(v6 ? kEchoRequestV6 : kEchoRequestV4), 0, 0, 0};
    append_u16(body, identifier);
    append_u16(body, sequence);
    return ip_packet_of(v6, v6 ? kProtocolIcmpV6 : kProtocolIcmp, body + payload);
}

bool sums_are_right(std::string_view packet)
{
    const bool v6 = static_cast<unsigned char>(packet[0]) >> 4U == 6;
    const std::size_t header = v6 ? kIpV6HeaderBytes : kIpV4HeaderBytes;
    const auto protocol = static_cast<std::uint8_t>(packet[v6 ? 6 : 9]);
    const std::string_view body = packet.substr(header);
    const std::string_view addresses = v6 ? packet.substr(8, 32) : packet.substr(12, 8);
    const bool sums_addresses = protocol != kProtocolIcmp;
    const std::uint32_t before =
        sums_addresses ? sum_of(addresses) + protocol + static_cast<std::uint32_t>(body.size()) : 0;
    return (v6 || is_all_ones(sum_of(packet.substr(0, header)))) && is_all_ones(before + sum_of(body));
}

} // namespace berth::netbridge::test
