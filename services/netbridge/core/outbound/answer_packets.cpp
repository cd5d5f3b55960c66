// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/outbound/answer_packets.hpp"

#include "services/netbridge/core/big_endian.hpp"
#include "services/netbridge/core/outbound/protocols.hpp"

namespace berth::netbridge {
namespace {

constexpr char kHops = 64;

/// The sum of RFC 1071.
std::uint16_t checksum(std::string_view bytes)
{
    std::uint64_t sum = 0;
    for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
        sum += get_u16(bytes, at);
    }
    if (bytes.size() % 2 != 0) {
        sum += static_cast<std::uint64_t>(static_cast<unsigned char>(bytes.back())) << 8U;
    }
    while (sum >> 16U != 0) {
        sum = (sum & 0xFFFFU) + (sum >> 16U);
    }
    return static_cast<std::uint16_t>(~sum & 0xFFFFU);
}

/// What TCP, UDP and ICMPv6 put into their sums beside their own bytes.
std::string pseudo_header(const IpAddress& from, const IpAddress& to, std::uint8_t protocol,
                          std::size_t bytes)
{
    std::string header{from.view()};
    header += to.view();
    append_u32(header, static_cast<std::uint32_t>(bytes));
    append_u32(header, protocol);
    return header; // IPv4's own form has narrower numbers, and so the same sum
}

std::string ip_header(const IpAddress& from, const IpAddress& to, std::uint8_t protocol, std::size_t body)
{
    std::string header;
    if (from.is_v6) {
        append_u32(header, 0x60000000);
        append_u16(header, static_cast<std::uint16_t>(body));
        header.push_back(static_cast<char>(protocol));
        header.push_back(kHops);
        header += from.view();
        return header += to.view();
    }
    append_u16(header, 0x4500);
    append_u16(header, static_cast<std::uint16_t>(kIpV4HeaderBytes + body));
    append_u32(header, 0x00004000); // no identification: it is not to be fragmented
    header.push_back(kHops);
    header.push_back(static_cast<char>(protocol));
    append_u16(header, 0);
    header += from.view();
    header += to.view();
    put_u16(header, 10, checksum(header));
    return header;
}

/// `body` has zeroes at `sum_at`, where its checksum belongs.
std::string ip_packet(const IpAddress& from, const IpAddress& to, std::uint8_t protocol, std::string body,
                      std::size_t sum_at)
{
    const bool sums_addresses = protocol != kProtocolIcmp;
    const std::string before = sums_addresses ? pseudo_header(from, to, protocol, body.size()) : "";
    put_u16(body, sum_at, checksum(before + body)); // `before` has an even number of bytes
    return ip_header(from, to, protocol, body.size()) + body;
}

struct IcmpCode {
    std::uint8_t type;
    std::uint8_t code;
};

IcmpCode code_of(Unreachable why, bool is_v6)
{
    constexpr std::uint8_t kTypeV4 = 3;
    constexpr std::uint8_t kTypeV6 = 1;
    switch (why) {
    case Unreachable::network:
        return is_v6 ? IcmpCode{kTypeV6, 0} : IcmpCode{kTypeV4, 0};
    case Unreachable::host:
        return is_v6 ? IcmpCode{kTypeV6, 3} : IcmpCode{kTypeV4, 1};
    case Unreachable::port:
        return is_v6 ? IcmpCode{kTypeV6, 4} : IcmpCode{kTypeV4, 3};
    case Unreachable::prohibited:
        break;
    }
    return is_v6 ? IcmpCode{kTypeV6, 1} : IcmpCode{kTypeV4, 13};
}

std::uint8_t icmp_of(const IpAddress& address)
{
    return address.is_v6 ? kProtocolIcmpV6 : kProtocolIcmp;
}

} // namespace

std::string reset_of(const TcpPacket& packet)
{
    const std::uint32_t used = packet.payload_bytes + (packet.syn ? 1 : 0) + (packet.fin ? 1 : 0);
    std::string body;
    append_u16(body, packet.ends.outside.port);
    append_u16(body, packet.ends.inside.port);
    append_u32(body, packet.ack ? packet.acknowledgement : 0);
    append_u32(body, packet.ack ? 0 : packet.sequence + used);
    body.push_back(static_cast<char>(kTcpHeaderBytes / 4 << 4U));
    body.push_back(static_cast<char>(packet.ack ? kTcpRst : kTcpRst | kTcpAck));
    body.append(6, '\0'); // window, checksum, urgent pointer
    constexpr std::size_t kSumAt = 16;
    return ip_packet(packet.ends.outside.address, packet.ends.inside.address, kProtocolTcp, std::move(body),
                     kSumAt);
}

std::string unreachable(std::string_view packet, Unreachable why)
{
    constexpr std::size_t kSumAt = 2;
    const bool is_v6 = static_cast<unsigned char>(packet[0]) >> 4U == 6;
    const std::size_t address_bytes = is_v6 ? IpAddress::kBytesV6 : IpAddress::kBytesV4;
    const std::size_t source_at = is_v6 ? 8 : 12;
    const IpAddress inside = IpAddress::from_bytes(packet.substr(source_at, address_bytes));
    const IpAddress outside = IpAddress::from_bytes(packet.substr(source_at + address_bytes, address_bytes));
    const IcmpCode code = code_of(why, is_v6);
    std::string body;
    body.push_back(static_cast<char>(code.type));
    body.push_back(static_cast<char>(code.code));
    body.append(6, '\0');
    constexpr std::size_t kRepeated = 128; // enough for every header; both RFCs would allow more
    body += packet.substr(0, kRepeated);
    return ip_packet(outside, inside, icmp_of(inside), std::move(body), kSumAt);
}

std::string datagram_head(const FlowEnds& ends, std::size_t payload_bytes)
{
    const std::size_t udp_bytes = kUdpHeaderBytes + payload_bytes;
    std::string head = ip_header(ends.inside.address, ends.outside.address, kProtocolUdp, udp_bytes);
    append_u16(head, ends.inside.port);
    append_u16(head, ends.outside.port);
    append_u16(head, static_cast<std::uint16_t>(udp_bytes));
    append_u16(head, 0); // the sum of what is not repeated: nobody looks at it
    return head;
}

std::string echo_reply(const EchoPacket& request)
{
    constexpr std::size_t kSumAt = 2;
    const bool is_v6 = request.ends.inside.address.is_v6;
    std::string body;
    body.push_back(static_cast<char>(is_v6 ? kEchoReplyV6 : kEchoReplyV4));
    body.append(3, '\0');
    append_u16(body, request.identifier);
    append_u16(body, request.sequence);
    body += request.payload;
    return ip_packet(request.ends.outside.address, request.ends.inside.address,
                     icmp_of(request.ends.inside.address), std::move(body), kSumAt);
}

std::string echo_request(bool is_v6, std::uint16_t identifier, std::string_view payload)
{
    constexpr std::size_t kSumAt = 2;
    std::string message;
    message.push_back(static_cast<char>(is_v6 ? kEchoRequestV6 : kEchoRequestV4));
    message.append(3, '\0');
    append_u16(message, identifier);
    append_u16(message, 1);
    message += payload;
    if (!is_v6) {
        put_u16(message, kSumAt, checksum(message));
    }
    return message;
}

} // namespace berth::netbridge
