// SPDX-License-Identifier: Apache-2.0
#include "tunnel/plan.hpp"

#include <catch2/catch.hpp>

using namespace berth::tunnel;

TEST_CASE("the host side listens once at a unix address and asks for the port")
{
    const auto plan = parse_arguments({"host", "--listen", "unix:///run/t/host.sock", "--map",
                                       "7001=/run/bus/c.sock", "--map", "7020=/run/log.sock"});
    REQUIRE(plan.has_value());
    REQUIRE(plan->size() == 1);
    CHECK(plan->front().asks_port);
    CHECK(to_text(plan->front().targets.at(7001)) == "unix:///run/bus/c.sock");
    CHECK(to_text(plan->front().targets.at(7020)) == "unix:///run/log.sock");
}

TEST_CASE("the host side listens at each vsock port by itself")
{
    const auto plan =
        parse_arguments({"host", "--listen", "vsock://any", "--map", "7001=/a", "--map", "7002=/b"});
    REQUIRE(plan.has_value());
    REQUIRE(plan->size() == 2);
    CHECK_FALSE(plan->front().asks_port);
    CHECK(to_text(plan->front().endpoint) == "vsock://any:7001");
    CHECK(to_text(plan->back().targets.at(0)) == "unix:///b");
}

TEST_CASE("the guest side listens at each local socket and dials its port")
{
    const auto plan =
        parse_arguments({"guest", "--dial", "unix:///run/t/host.sock", "--map", "/run/bus/c.sock=7001"});
    REQUIRE(plan.has_value());
    REQUIRE(plan->size() == 1);
    CHECK_FALSE(plan->front().asks_port);
    CHECK(to_text(plan->front().endpoint) == "unix:///run/bus/c.sock");
    CHECK(to_text(plan->front().targets.at(0)) == "unix:///run/t/host.sock port 7001");
}

TEST_CASE("wrong arguments are refused")
{
    const std::vector<std::vector<std::string>> wrong{
        {},
        {"sideways", "--listen", "unix:///x", "--map", "1=/a"},
        {"host"},
        {"host", "--listen", "unix:///x"},
        {"host", "--map", "1=/a"},
        {"host", "--listen", "unix:///x", "--map"},
        {"host", "--listen", "unix:///x", "--map", "1=relative"},
        {"host", "--listen", "unix:///x", "--map", "0=/a"},
        {"host", "--listen", "unix:///x", "--map", "/a=1"},
        {"host", "--listen", "unix:///x", "--map", "1=/a", "--map", "1=/b"},
        {"host", "--listen", "unix:///x", "--map", "1=/a", "--listen", "unix:///y"},
        {"host", "--listen", "vsock://any:5", "--map", "1=/a"},
        {"host", "--dial", "unix:///x", "--map", "1=/a"},
        {"guest", "--dial", "unix:///x", "--map", "1=/a"},
        {"guest", "--dial", "unix:///x", "--map", "/a=1", "--map", "/a=2"},
    };
    for (const auto& words : wrong) {
        CAPTURE(words);
        CHECK_FALSE(parse_arguments(words).has_value());
    }
}

TEST_CASE("a Hyper-V address is refused here with where it would work")
{
    const auto plan = parse_arguments({"host", "--listen", "hvsock://any", "--map", "1=/a"});
    REQUIRE_FALSE(plan.has_value());
    CHECK_THAT(plan.error().message, Catch::Contains("only on Windows"));
}
