// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/outbound/packet.hpp"

#include <catch2/catch.hpp>

#include "services/netbridge/core/outbound/answer_packets.hpp"
#include "services/netbridge/core/outbound/protocols.hpp"
#include "tests/services/netbridge/outbound/sample_packets.hpp"

using namespace berth::netbridge;
using namespace berth::netbridge::test;

TEST_CASE("a packet is read for what it begins")
{
    for (const bool v6 : {false, true}) {
        INFO((v6 ? "IPv6" : "IPv4"));
        const auto syn = parse_packet(tcp_packet(v6, kTcpSyn, 1000));
        REQUIRE(syn);
        const TcpPacket& tcp = std::get<TcpPacket>(*syn);
        CHECK(tcp.opens_connection());
        CHECK(tcp.ends == sample_ends(v6));
        CHECK(tcp.sequence == 1000);
        CHECK(tcp.payload_bytes == 0);

        const std::string with_hello = udp_packet(v6, "hello");
        const auto datagram = parse_packet(with_hello);
        REQUIRE(datagram);
        CHECK(std::get<UdpPacket>(*datagram).ends == sample_ends(v6));
        CHECK(std::get<UdpPacket>(*datagram).payload == "hello");

        const std::string with_abc = echo_packet(v6, 7, 9, "abc");
        const auto echo = parse_packet(with_abc);
        REQUIRE(echo);
        CHECK(std::get<EchoPacket>(*echo).identifier == 7);
        CHECK(std::get<EchoPacket>(*echo).sequence == 9);
        CHECK(std::get<EchoPacket>(*echo).payload == "abc");

        const auto sctp = parse_packet(ip_packet_of(v6, 132, std::string(12, '\0')));
        REQUIRE(sctp);
        CHECK(std::get<OtherPacket>(*sctp).protocol == 132);
    }
}

TEST_CASE("only a bare SYN opens a connection")
{
    for (const std::uint8_t flags : {kTcpAck, kTcpRst, kTcpFin}) {
        const auto packet = parse_packet(tcp_packet(false, static_cast<std::uint8_t>(kTcpSyn | flags), 1));
        REQUIRE(packet);
        CHECK_FALSE(std::get<TcpPacket>(*packet).opens_connection());
    }
}

TEST_CASE("no beginning of a packet is read beyond its end")
{
    for (const bool v6 : {false, true}) {
        for (const std::string& whole :
             {tcp_packet(v6, kTcpSyn, 1), udp_packet(v6, "hello"), echo_packet(v6, 1, 1, "x")}) {
            for (std::size_t size = 0; size < whole.size(); ++size) {
                INFO(size);
                CHECK_FALSE(parse_packet(std::string_view(whole).substr(0, size)));
            }
            CHECK(parse_packet(whole + "rest of the buffer"));
        }
    }
}

TEST_CASE("headers that lie about their length are refused")
{
    std::string packet = tcp_packet(false, kTcpSyn, 1);
    SECTION("of IP, too short")
    {
        packet[0] = 0x44;
    }
    SECTION("of IP, beyond the packet")
    {
        packet[0] = 0x4F;
    }
    SECTION("of TCP, too short")
    {
        packet[20 + 12] = 0x40;
    }
    SECTION("of TCP, beyond the packet")
    {
        packet[20 + 12] = static_cast<char>(0xF0);
    }
    SECTION("a fragment")
    {
        packet[6] = 0x20;
    }
    SECTION("another version")
    {
        packet[0] = 0x55;
    }
    CHECK_FALSE(parse_packet(packet));
}

TEST_CASE("an answer comes from where the question went, and its sums are right")
{
    for (const bool v6 : {false, true}) {
        INFO((v6 ? "IPv6" : "IPv4"));
        const std::string syn = tcp_packet(v6, kTcpSyn, 1000);
        const std::string reset = reset_of(std::get<TcpPacket>(*parse_packet(syn)));
        const auto parsed = parse_packet(reset);
        REQUIRE(parsed);
        const TcpPacket& tcp = std::get<TcpPacket>(*parsed);
        CHECK(tcp.ends.inside == sample_ends(v6).outside);
        CHECK(tcp.ends.outside == sample_ends(v6).inside);
        CHECK((tcp.rst && tcp.ack && !tcp.syn));
        CHECK(tcp.acknowledgement == 1001);
        CHECK(sums_are_right(reset));

        CHECK(sums_are_right(unreachable(syn, Unreachable::host)));
        const std::string odd = echo_packet(v6, 7, 9, "abc");
        const std::string reply = echo_reply(std::get<EchoPacket>(*parse_packet(odd)));
        CHECK(sums_are_right(reply));
        CHECK(reply.ends_with("abc"));
    }
}

TEST_CASE("a stray segment is reset where its sender expects the next byte")
{
    std::string stray = tcp_packet(false, kTcpAck, 5000);
    stray[20 + 8 + 3] = 77; // acknowledges 77
    const auto answer = parse_packet(reset_of(std::get<TcpPacket>(*parse_packet(stray))));
    REQUIRE(answer);
    CHECK(std::get<TcpPacket>(*answer).sequence == 77);
    CHECK_FALSE(std::get<TcpPacket>(*answer).ack);
}

TEST_CASE("an error repeats the packet that it is about")
{
    const FlowEnds ends = sample_ends(false);
    const std::string about = datagram_head(ends, 100);
    const std::string error = unreachable(about, Unreachable::port);
    CHECK(error.ends_with(about));
    CHECK(error[20] == 3); // destination unreachable,
    CHECK(error[21] == 3); // port
}
