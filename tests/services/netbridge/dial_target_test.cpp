// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/netbridge/core/dial_target.hpp"

using namespace berth::netbridge;

TEST_CASE("the engine's side connects to the engine's API and to ports of numeric addresses")
{
    CHECK(std::get<UnixTarget>(*parse_dial_target("unix:///run/docker.sock")).path == "/run/docker.sock");
    CHECK(std::get<InetTarget>(*parse_dial_target("tcp://172.17.0.2:80")) ==
          InetTarget{Transport::tcp, "172.17.0.2", 80});
    const InetTarget ipv6 = std::get<InetTarget>(*parse_dial_target("udp://[fd00::2]:53"));
    CHECK(ipv6 == InetTarget{Transport::udp, "fd00::2", 53});
    CHECK(to_text(ipv6) == "udp://[fd00::2]:53");
}

TEST_CASE("the engine's side connects to nothing else")
{
    for (const char* target :
         {"", "unix:///run/containerd/containerd.sock", "unix:///run/../run/docker.sock",
          "tcp://example.com:80", "tcp://1.2.3.4", "tcp://1.2.3.4:0", "tcp://1.2.3.4:99999", "tcp://:80",
          "http://1.2.3.4:80", "sctp://1.2.3.4:80", "udp://1.2.3.4"}) {
        CHECK(parse_dial_target(target).has_error());
    }
}
