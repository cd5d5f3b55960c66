// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/netbridge/core/ipv4.hpp"

using namespace berth::netbridge;

namespace {

std::vector<Ipv4Subnet> subnets(std::initializer_list<const char*> texts)
{
    std::vector<Ipv4Subnet> parsed;
    for (const char* text : texts) {
        parsed.push_back(parse_subnet(text).value());
    }
    return parsed;
}

} // namespace

TEST_CASE("the first free subnet is taken, and a default route takes none")
{
    const auto alone = choose_link_addresses("", subnets({"0.0.0.0/0", "10.0.0.0/8"}));
    REQUIRE(alone.has_value());
    CHECK(alone->subnet.to_text() == "192.168.65.0/30");
    CHECK(ipv4_text(alone->host) == "192.168.65.1");
    CHECK(ipv4_text(alone->engine) == "192.168.65.2");
    CHECK(choose_link_addresses("", subnets({"192.168.65.0/30"}))->subnet.to_text() == "192.168.65.4/30");
    CHECK(choose_link_addresses("", subnets({"192.168.0.0/16"}))->subnet.to_text() == "172.31.255.0/30");
    CHECK(choose_link_addresses("", subnets({"192.168.0.0/16", "172.16.0.0/12", "10.0.0.0/8"})).has_error());
}

TEST_CASE("a wanted subnet is used, or refused with what to do")
{
    CHECK(choose_link_addresses("10.9.0.0/24", {})->subnet.to_text() == "10.9.0.0/24");
    CHECK(choose_link_addresses("10.9.0.0/31", {}).has_error());
    const auto taken = choose_link_addresses("10.9.0.0/30", subnets({"10.9.0.0/16"}));
    REQUIRE(taken.has_error());
    CHECK_FALSE(taken.error().hint.empty());
}

TEST_CASE("what is not a subnet is refused")
{
    for (const char* text :
         {"", "10.0.0.0", "10.0.0.1/30", "10.0.0.0/33", "256.0.0.0/8", "10.0.0/8", "10.0.0.0/8x", "a"}) {
        CHECK(parse_subnet(text).has_error());
    }
}
