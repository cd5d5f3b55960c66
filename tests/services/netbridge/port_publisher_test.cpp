// SPDX-License-Identifier: Apache-2.0
// Published ports over real sockets on the loopback; the "container" is a listener of the test.
#include <catch2/catch.hpp>

#include "base/files.hpp"
#include "port_bench.hpp"
#include "services/netbridge/host/ports/port_forward.hpp"

using namespace berth;
using namespace berth::netbridge;
using namespace berth::netbridge::test;

namespace {

/// A port that was free a moment ago.
std::uint16_t free_port()
{
    return TcpListener().port();
}

} // namespace

TEST_CASE("a published port leads to the container, half-close included")
{
    PortBench bench;
    const TcpListener container;
    const std::uint16_t port = free_port();
    auto lease = bench.publish(port, container.port());
    REQUIRE(lease.failure.empty());
    CHECK(bench.count() == 1);
    auto client = connect_tcp(port);
    REQUIRE(client);
    Peer server = container.accepts();
    client->send("request");
    client->end_sending();
    CHECK(server.receive_to_end() == "request");
    server.send("response");
    server.close();
    CHECK(client->receive_to_end() == "response");
}

TEST_CASE("a withdrawn port is closed at once")
{
    PortBench bench;
    const std::uint16_t port = free_port();
    auto lease = bench.publish(port, 1);
    REQUIRE(lease.failure.empty());
    PortBench::withdraw(lease);
    CHECK_FALSE(connect_tcp(port));
    CHECK(bench.count() == 0);
}

TEST_CASE("a lost lease keeps its port, and coming back takes it over")
{
    PortBench bench;
    const TcpListener container;
    const std::uint16_t port = free_port();
    auto lease = bench.publish(port, container.port());
    lease.stream.close();
    CHECK(connect_tcp(port));
    auto again = bench.publish(port, container.port());
    CHECK(again.failure.empty());
    PortBench::withdraw(again);
    CHECK_FALSE(connect_tcp(port));
}

TEST_CASE("a port that a program has is refused with the program's name and pid")
{
    PortBench bench;
    const TcpListener other;
    const auto lease = bench.publish(other.port(), 1);
    CHECK(lease.failure.find("already used by another published port of berth") !=
          std::string::npos); // this process
    CHECK(bench.count() == 0);
}

TEST_CASE("a port that another container has is refused")
{
    PortBench bench;
    const std::uint16_t port = free_port();
    auto lease = bench.publish(port, 80, "tcp", "172.17.0.2");
    REQUIRE(lease.failure.empty());
    CHECK(bench.publish(port, 80, "tcp", "172.17.0.3").failure.find("172.17.0.2") != std::string::npos);
}

TEST_CASE("a protocol that is not published is refused in plain words")
{
    PortBench bench;
    CHECK(bench.publish(free_port(), 53, "sctp").failure.find("TCP and UDP ports only; sctp port") !=
          std::string::npos);
}

TEST_CASE("a client of a container that does not listen is reset")
{
    PortBench bench;
    const std::uint16_t port = free_port();
    auto lease = bench.publish(port, free_port());
    auto client = connect_tcp(port);
    REQUIRE(client);
    CHECK(client->receive_to_end().empty());
}

TEST_CASE("a client is named to the engine's side, but for one who is nobody there")
{
    using asio::ip::make_address;
    CHECK(shown_client(make_address("192.168.1.5"), 4000) == "192.168.1.5:4000");
    CHECK(shown_client(make_address("2001:db8::1"), 4000) == "[2001:db8::1]:4000");
    for (const char* const nobody : {"127.0.0.1", "::1", "fe80::1%1", "::ffff:192.168.1.5"}) {
        INFO(nobody);
        CHECK(shown_client(make_address(nobody), 4000).empty());
    }
}
