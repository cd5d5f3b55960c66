// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/netbridge/core/client_address.hpp"

using namespace berth::netbridge;

namespace {

IpAddress v4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d)
{
    return {.is_v6 = false, .bytes = {a, b, c, d}};
}

} // namespace

TEST_CASE("addresses are read as numbers")
{
    CHECK(parse_ip_address("203.0.113.7") == v4(203, 0, 113, 7));
    CHECK(parse_ip_address("0.0.0.0") == v4(0, 0, 0, 0));
    const IpAddress one{.is_v6 = true, .bytes = {0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};
    CHECK(parse_ip_address("2001:db8::1") == one);
    CHECK(parse_ip_address("2001:0DB8:0:0:0:0:0:1") == one);
    CHECK(parse_ip_address("2001:db8::0.0.0.1") == one);
    CHECK(parse_ip_address("::") == IpAddress{.is_v6 = true, .bytes = {}});
    CHECK(parse_ip_address("1:2:3:4:5:6:7::")->bytes[13] == 7);
    CHECK(parse_ip_address("::2:3:4:5:6:7:8")->bytes[3] == 2);
    CHECK(parse_ip_address("1:2:3:4:5:6:7:8")->bytes[15] == 8);
    CHECK(parse_ip_address("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255")->bytes[15] == 255);
}

TEST_CASE("what is no address is none")
{
    for (const char* const text : {"",
                                   ".",
                                   "1",
                                   "1.2.3",
                                   "1.2.3.4.5",
                                   "1.2.3.256",
                                   "01.2.3.4",
                                   "1.2.3.04",
                                   "1.2.3.-4",
                                   "1.2.3.4 ",
                                   " 1.2.3.4",
                                   "1..3.4",
                                   "0x1.2.3.4",
                                   "1.2.3.",
                                   ".1.2.3",
                                   "1.2.3.4000",
                                   "localhost",
                                   ":",
                                   ":::",
                                   "1:",
                                   ":1",
                                   "1::2::3",
                                   "1:2:3:4:5:6:7",
                                   "1:2:3:4:5:6:7:8:9",
                                   "1:2:3:4:5:6:7:8::",
                                   "::1:2:3:4:5:6:7:8",
                                   "12345::",
                                   "g::",
                                   "::1%eth0",
                                   "1.2.3.4::",
                                   "::1.2.3.4:5",
                                   "::1.2.3",
                                   "1:2:3:4:5:6:7:1.2.3.4",
                                   "[::1]",
                                   "::-1",
                                   "1:+2::"}) {
        INFO(text);
        CHECK_FALSE(parse_ip_address(text));
    }
    CHECK_FALSE(parse_ip_address(std::string_view("1.2.3.4\0", 8)));
    CHECK_FALSE(parse_ip_address(std::string(1U << 16U, ':')));
    CHECK_FALSE(parse_ip_address(std::string(1U << 16U, '1')));
}

TEST_CASE("a client is an address and a port, and is written as it is read")
{
    const auto client = parse_client_address("203.0.113.7:51234");
    REQUIRE(client.has_value());
    CHECK(*client == ClientAddress{.address = v4(203, 0, 113, 7), .port = 51234});
    const auto six = parse_client_address("[2001:db8::1]:1");
    REQUIRE(six.has_value());
    CHECK(six->address.is_v6);
    CHECK(six->port == 1);
    CHECK(client_text("203.0.113.7", 51234) == "203.0.113.7:51234");
    CHECK(client_text("2001:db8::1", 1) == "[2001:db8::1]:1");
    CHECK(parse_client_address("169.254.1.2:65535").has_value());
    CHECK(parse_client_address("10.0.0.1:80").has_value());
    CHECK(parse_client_address("[fd00::1]:80").has_value());
}

TEST_CASE("a client that is nobody, or another in the engine's namespace, is refused")
{
    for (const char* const text :
         {"0.0.0.0:80", "0.1.2.3:80", "127.0.0.1:80", "127.255.255.254:80", "224.0.0.1:80",
          "239.255.255.255:80", "255.255.255.255:80", "[::]:80", "[::1]:80", "[::127.0.0.1]:80",
          "[::ffff:203.0.113.7]:80", "[::ffff:0:1]:80", "[ff02::1]:80", "[fe80::1]:80", "[febf::1]:80"}) {
        INFO(text);
        CHECK_FALSE(parse_client_address(text).has_value());
    }
}

TEST_CASE("what is no client at all is refused in few words")
{
    for (const char* const text : {"",
                                   ":",
                                   ":80",
                                   "203.0.113.7",
                                   "203.0.113.7:",
                                   "203.0.113.7:0",
                                   "203.0.113.7:65536",
                                   "203.0.113.7:-1",
                                   "203.0.113.7:+1",
                                   "203.0.113.7: 1",
                                   "203.0.113.7:1x",
                                   "[203.0.113.7]:80",
                                   "2001:db8::1:80",
                                   "[2001:db8::1]",
                                   "[2001:db8::1",
                                   "[]:80",
                                   "[2001:db8::1%eth0]:80",
                                   "[[2001:db8::1]]:80",
                                   "localhost:80",
                                   "tcp://203.0.113.7:80"}) {
        INFO(text);
        CHECK_FALSE(parse_client_address(text).has_value());
    }
    const auto huge = parse_client_address(std::string(1U << 20U, 'a'));
    REQUIRE_FALSE(huge.has_value());
    CHECK(huge.error().message.size() < 200);
}
