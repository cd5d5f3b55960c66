// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/outbound/outside_places.hpp"

#include <catch2/catch.hpp>

#include "services/netbridge/core/outbound/refusal.hpp"

#include <cerrno>

using namespace berth::netbridge;

namespace {

IpEndpoint v4(std::uint32_t address, std::uint16_t port = 80)
{
    return {.address = IpAddress::v4(address), .port = port};
}

IpEndpoint v6(std::array<std::uint8_t, 16> bytes)
{
    return {.address = {.is_v6 = true, .bytes = bytes}, .port = 80};
}

const UserAddresses kAddresses = choose_user_addresses("", {}).value();

} // namespace

TEST_CASE("the addresses are those that users of desktop engines know, unless a route of the host has them")
{
    CHECK(kAddresses.subnet.to_text() == "192.168.65.0/24");
    CHECK(ipv4_text(kAddresses.gateway) == "192.168.65.1");
    CHECK(ipv4_text(kAddresses.engine) == "192.168.65.3");
    CHECK(ipv4_text(kAddresses.host) == "192.168.65.254");
    const auto other = choose_user_addresses("", {{.network = 0xC0A84180, .prefix_length = 25}});
    REQUIRE(other.has_value());
    CHECK(other->subnet.to_text() == "192.168.215.0/24");
    CHECK(user_addresses_of(other->subnet).host == other->host);
}

TEST_CASE("a wanted subnet is used, or refused with a reason")
{
    const auto wanted = choose_user_addresses("10.1.2.0/29", {});
    REQUIRE(wanted.has_value());
    CHECK(ipv4_text(wanted->host) == "10.1.2.6");
    CHECK(choose_user_addresses("10.1.2.0/30", {}).has_error());
    CHECK(choose_user_addresses("10.1.2.0", {}).has_error());
    CHECK(choose_user_addresses("10.1.2.0/24", {{.network = 0x0A010000, .prefix_length = 16}}).has_error());
}

TEST_CASE("what a container asks for is at its own place on the host, but for our own addresses")
{
    CHECK(std::get<IpEndpoint>(*outside_place(kAddresses, v4(0x08080808))) == v4(0x08080808));
    CHECK(std::get<IpEndpoint>(*outside_place(kAddresses, v4(kAddresses.host, 3000))) ==
          v4(0x7F000001, 3000));
    CHECK(std::holds_alternative<DnsServerItself>(*outside_place(kAddresses, v4(kAddresses.gateway, 53))));
    CHECK_FALSE(outside_place(kAddresses, v4(kAddresses.gateway, 80)));
    CHECK_FALSE(outside_place(kAddresses, v4(kAddresses.subnet.network + 77)));
}

TEST_CASE("the host's loopback has no other name, and groups are nobody's place")
{
    for (const std::uint32_t address : {0x7F000001U, 0x7F123456U, 0U, 0xE0000001U, 0xFFFFFFFFU}) {
        CHECK_FALSE(outside_place(kAddresses, v4(address)));
    }
    CHECK_FALSE(outside_place(kAddresses, v6({})));
    CHECK_FALSE(outside_place(kAddresses, v6({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1})));
    CHECK_FALSE(outside_place(kAddresses, v6({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 127, 0, 0, 1})));
    CHECK_FALSE(outside_place(kAddresses, v6({0xFF, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1})));
    CHECK_FALSE(outside_place(kAddresses, v6({0xFE, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1})));
    CHECK(outside_place(kAddresses, v6({0x20, 1, 0xD, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1})));
}

TEST_CASE("an error of the host's connect is told as what it is")
{
    CHECK(refusal_of(ECONNREFUSED) == Refusal::reset);
    CHECK(refusal_of(ENETUNREACH) == Refusal::network);
    CHECK(refusal_of(EHOSTUNREACH) == Refusal::host);
    CHECK(refusal_of(EACCES) == Refusal::prohibited);
    CHECK(refusal_of(ETIMEDOUT) == Refusal::silence);
    CHECK(refusal_of(EMFILE) == Refusal::silence); // ours, not the place's
}
