// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/netbridge/core/resolv_conf.hpp"

using namespace berth::netbridge;

TEST_CASE("the host's DNS servers are used as they are when the engine can reach them")
{
    const auto conf = engine_resolv_conf(
        "# c\nnameserver 10.0.0.1\nnameserver\t9.9.9.9 \nsearch a.example b.example\noptions x\n", "");
    CHECK(conf.servers == std::vector<std::string>{"10.0.0.1", "9.9.9.9"});
    CHECK(conf.search == std::vector<std::string>{"a.example", "b.example"});
}

TEST_CASE("behind a stub on the loopback the servers it forwards to are used")
{
    const auto conf = engine_resolv_conf("nameserver 127.0.0.53\nsearch lan\n",
                                         "nameserver 192.0.2.1\nnameserver fe80::1%eth0\n");
    CHECK(conf.servers == std::vector<std::string>{"192.0.2.1"});
    CHECK(conf.search == std::vector<std::string>{"lan"});
    CHECK(engine_resolv_conf("nameserver ::1\n", "").servers.empty());
}

TEST_CASE("time-out and attempts are bounded as glibc bounds them")
{
    const ResolvConf unsaid = parse_resolv_conf("options edns0 trust-ad timeout: attempts:x ndots:9\n");
    CHECK(unsaid.timeout == std::chrono::seconds(5));
    CHECK(unsaid.attempts == 2);
    const ResolvConf said = parse_resolv_conf("options timeout:3 rotate attempts:4\n");
    CHECK(said.timeout == std::chrono::seconds(3));
    CHECK(said.attempts == 4);
    const ResolvConf most = parse_resolv_conf("options timeout:31\noptions attempts:99999999999999999999\n");
    CHECK(most.timeout == std::chrono::seconds(30));
    CHECK(most.attempts == 5);
    const ResolvConf least = parse_resolv_conf("options timeout:0 attempts:0\n");
    CHECK(least.timeout == std::chrono::seconds(1));
    CHECK(least.attempts == 1);
}
