// SPDX-License-Identifier: Apache-2.0
// TCP of the user mode, in namespaces of the test's own: a container sees what the host sees.
#include <catch2/catch.hpp>

#include <thread>

#include <unistd.h>

#include "tests/services/netbridge/outbound/ip_peer.hpp"
#include "tests/services/netbridge/outbound/network_world.hpp"

using namespace berth;
using namespace berth::netbridge;
using namespace berth::netbridge::test;

namespace {

/// A listener of the host's, and the connection to it from inside.
struct Line {
    base::UniqueFd listener;
    base::UniqueFd inside;
    base::UniqueFd outside;
    int error = -1;
};

Line connect_line(const NetworkWorld& world, const std::string& place)
{
    Line line;
    Tcp at(address_of(place), 0);
    world.on_host([&] { line.listener = listen_at(at); });
    world.in_container([&] {
        line.inside = open_socket(at);
        line.error = connect_error(line.inside, at);
    });
    line.outside = accept_from(line.listener);
    return line;
}

std::string pattern(std::size_t bytes)
{
    std::string text(bytes, '\0');
    for (std::size_t i = 0; i < bytes; ++i) {
        text[i] = static_cast<char>(i * 31 + i / 251);
    }
    return text;
}

} // namespace

TEST_CASE("a connection carries both ways, and each half is closed by itself", "[root]")
{
    if (may_not_run()) {
        return;
    }
    const NetworkWorld world;
    const auto outbound = world.connect();
    for (const std::string place : {kPlaceV4, kPlaceV6}) {
        INFO(place);
        Line line = connect_line(world, place);
        REQUIRE(line.error == 0);
        REQUIRE(line.outside);
        const std::string up = pattern(5 << 20);
        const std::string down = pattern(3 << 20);
        std::thread sender([&] {
            (void)send_all(line.inside, up);
            ::shutdown(line.inside.get(), SHUT_WR);
        });
        int error = 0;
        CHECK((receive_all(line.outside, error) == up && error == 0));
        sender.join();
        std::thread answerer([&] { // after the other half's end
            (void)send_all(line.outside, down);
            line.outside.reset();
        });
        CHECK((receive_all(line.inside, error) == down && error == 0));
        answerer.join();
    }
    CHECK(outbound->counters().tcp_connected == 2);
    CHECK(outbound->counters().tcp_bytes >= 16U << 20U);
}

TEST_CASE("a connection that cannot be made fails inside as it fails on the host", "[root]")
{
    if (may_not_run()) {
        return;
    }
    const NetworkWorld world;
    const auto outbound = world.connect();
    struct Case {
        const char* what;
        Tcp to;
        int inside; ///< 0: as on the host
    };
    const auto none = boost::asio::ip::port_type{9};
    const std::vector<Case> cases{
        {"refused", {address_of(kPlaceV4), none}, 0},
        {"refused, IPv6", {address_of(kPlaceV6), none}, 0},
        {"no route to the network", {address_of("203.0.113.1"), none}, 0},
        {"no route to the network, IPv6", {address_of("2001:db8::1"), none}, 0},
        {"no route to the host", {address_of("198.51.100.1"), none}, 0},
        {"prohibited, as a router says it", {address_of("192.0.2.1"), none}, EHOSTUNREACH},
        {"no place of ours", {address_of("192.168.65.77"), none}, ENETUNREACH},
        {"a port that the gateway has not", {address_of("192.168.65.1"), none}, ECONNREFUSED},
    };
    for (const Case& one : cases) {
        INFO(one.what);
        int on_host = one.inside;
        if (one.inside == 0) {
            world.on_host([&] { on_host = connect_error(one.to); });
        }
        int in_container = -1;
        world.in_container([&] { in_container = connect_error(one.to); });
        CHECK(in_container == on_host);
        int in_engine = -1; // a pull of dockerd's
        world.in_engine([&] { in_engine = connect_error(one.to); });
        CHECK(in_engine == on_host);
    }
    CHECK(outbound->counters().tcp_connected == 0);
}

TEST_CASE("what answers nobody on the host answers nobody inside, until it does", "[root]")
{
    if (may_not_run()) {
        return;
    }
    const NetworkWorld world;
    const auto outbound = world.connect();
    Tcp at(address_of(kPlaceV4), 0);
    base::UniqueFd listener;
    world.on_host([&] {
        listener = listen_at(at);
        NetworkWorld::run_there("nft add table ip wall");
        NetworkWorld::run_there("nft add chain ip wall in { type filter hook input priority 0 ; }");
        NetworkWorld::run_there("nft add rule ip wall in tcp dport " + std::to_string(at.port()) + " drop");
    });
    base::UniqueFd inside;
    world.in_container([&] {
        inside = open_socket(at);
        CHECK(connect_error(inside, at, 300) == ETIME);
    });
    world.on_host([&] { NetworkWorld::run_there("nft delete table ip wall"); });
    const base::UniqueFd outside = accept_from(listener);
    CHECK(outside);
}

TEST_CASE("a reset in the middle is a reset for the other side", "[root]")
{
    if (may_not_run()) {
        return;
    }
    const NetworkWorld world;
    const auto outbound = world.connect();
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    for (const bool by_outside : {true, false}) {
        INFO(by_outside);
        Line line = connect_line(world, kPlaceV4);
        REQUIRE(line.error == 0);
        base::UniqueFd& resets = by_outside ? line.outside : line.inside;
        const base::UniqueFd& sees = by_outside ? line.inside : line.outside;
        REQUIRE(send_all(resets, "some"));
        char byte = 0;
        limit_waits(sees);
        REQUIRE(::recv(sees.get(), &byte, 1, 0) == 1);
        ::setsockopt(resets.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        resets.reset();
        int error = 0;
        (void)receive_all(sees, error);
        CHECK(error == ECONNRESET);
    }
}

TEST_CASE("a client may use its port again at once", "[root]")
{
    if (may_not_run()) {
        return;
    }
    const NetworkWorld world;
    const auto outbound = world.connect();
    Tcp at(address_of(kPlaceV4), 0);
    base::UniqueFd listener;
    world.on_host([&] { listener = listen_at(at); });
    Tcp own(address_of("172.17.0.2"), 0);
    for (int round = 0; round < 3; ++round) {
        INFO(round);
        base::UniqueFd inside;
        int error = -1;
        world.in_container([&] {
            inside = bound_socket(own); // the first time it gets a port
            error = connect_error(inside, at, 700);
        });
        REQUIRE(error == 0);
        accept_from(listener).reset(); // whoever closes first keeps the ends for a while
        (void)receive_all(inside, error);
        CHECK(error == 0);
    }
}

TEST_CASE("the host's loopback has one name inside, and the engine is another client of it", "[root]")
{
    if (may_not_run()) {
        return;
    }
    const NetworkWorld world;
    const auto outbound = world.connect();
    Tcp at(address_of("127.0.0.1"), 0);
    base::UniqueFd listener;
    world.on_host([&] { listener = listen_at(at); });
    const Tcp host(boost::asio::ip::address_v4(world.addresses.host), at.port());
    int error = -1;
    world.in_container([&] { error = connect_error(host); });
    CHECK(error == 0);
    world.in_engine([&] { error = connect_error(host); });
    CHECK(error == 0);
    world.in_container([&] { error = connect_error(at); });
    CHECK(error == ECONNREFUSED); // its own loopback
}

TEST_CASE("a network that docker has closed stays closed", "[root]")
{
    if (may_not_run()) {
        return;
    }
    const NetworkWorld world;
    const auto outbound = world.connect();
    Tcp at(address_of(kPlaceV4), 0);
    base::UniqueFd listener;
    world.on_host([&] { listener = listen_at(at); });
    world.in_engine(
        [] { NetworkWorld::run_there("nft insert rule inet filter forward iifname docker0 drop"); });
    int error = -1;
    world.in_container([&] { error = connect_error(at, 300); });
    CHECK(error == ETIME);
    CHECK(outbound->counters().tcp_connected == 0);
}

TEST_CASE("a new process goes on with what the one before has had, and with what came meanwhile", "[root]")
{
    if (may_not_run()) {
        return;
    }
    const NetworkWorld world;
    auto outbound = world.connect();
    Line line = connect_line(world, kPlaceV4);
    REQUIRE(line.error == 0);
    char byte = 0;
    REQUIRE(send_all(line.outside, "y")); // has been accepted inside once it comes through
    limit_waits(line.inside);
    REQUIRE(::recv(line.inside.get(), &byte, 1, 0) == 1);
    EngineEnd kept = world.kept();
    const std::vector<StreamParts> streams = outbound->give_streams_away();
    CHECK(streams.size() == 1);
    outbound.reset();

    Tcp at(address_of(kPlaceV4), 0);
    base::UniqueFd listener;
    world.on_host([&] { listener = listen_at(at); });
    base::UniqueFd inside;
    world.in_container([&] {
        inside = open_socket(at);
        CHECK(connect_error(inside, at, 200) == ETIME); // nobody says yes, and nobody says no
    });
    outbound = world.connect(std::move(kept));
    CHECK(accept_from(listener));
    CHECK(send_all(line.inside, "x")); // its stream is nobody's to move now, and whole
    CHECK(outbound->counters().tcp_failed == 0);
}
