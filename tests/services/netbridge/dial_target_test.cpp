// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/netbridge/core/dial_target.hpp"

using namespace berth::netbridge;

TEST_CASE("the engine's side connects to the engine's API and to numeric TCP addresses")
{
    CHECK(std::get<UnixTarget>(*parse_dial_target("unix:///run/docker.sock")).path == "/run/docker.sock");
    CHECK(std::get<TcpTarget>(*parse_dial_target("tcp://172.17.0.2:80")) == TcpTarget{"172.17.0.2", 80});
    const TcpTarget ipv6 = std::get<TcpTarget>(*parse_dial_target("tcp://[fd00::2]:8080"));
    CHECK(ipv6 == TcpTarget{"fd00::2", 8080});
    CHECK(to_text(ipv6) == "tcp://[fd00::2]:8080");
}

TEST_CASE("the engine's side connects to nothing else")
{
    for (const char* target : {"", "unix:///run/containerd/containerd.sock", "unix:///run/../run/docker.sock",
                               "tcp://example.com:80", "tcp://1.2.3.4", "tcp://1.2.3.4:0",
                               "tcp://1.2.3.4:99999", "tcp://:80", "http://1.2.3.4:80"}) {
        CHECK(parse_dial_target(target).has_error());
    }
}
