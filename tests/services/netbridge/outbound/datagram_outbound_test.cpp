// SPDX-License-Identifier: Apache-2.0
// Datagrams and echo requests of the user mode, in namespaces of the test's own.
#include <catch2/catch.hpp>

#include <netinet/in.h>
#include <unistd.h>

#include "base/files.hpp"
#include "tests/services/netbridge/outbound/ip_peer.hpp"
#include "tests/services/netbridge/outbound/network_world.hpp"
#include "tests/support/temp_dir.hpp"

using namespace berth;
using namespace berth::netbridge;
using namespace berth::netbridge::test;

namespace {

/// What comes next, and from whom; its error as "errno N".
std::string receive(const base::UniqueFd& socket, Udp* from = nullptr)
{
    limit_waits(socket);
    std::string room(65536, '\0');
    Udp peer;
    socklen_t size = static_cast<socklen_t>(peer.capacity());
    const ssize_t got = ::recvfrom(socket.get(), room.data(), room.size(), 0, peer.data(), &size);
    if (got < 0) {
        return "errno " + std::to_string(errno);
    }
    peer.resize(size);
    if (from != nullptr) {
        *from = peer;
    }
    room.resize(static_cast<std::size_t>(got));
    return room;
}

base::UniqueFd connected(const Udp& to)
{
    base::UniqueFd socket = open_socket(to);
    ::connect(socket.get(), to.data(), static_cast<socklen_t>(to.size()));
    return socket;
}

/// For the address of host.docker.internal.
std::string name_query()
{
    using namespace std::string_literals;
    return "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00"s + "\x04host\x06" + "docker\x08internal\x00"s +
           "\x00\x01\x00\x01"s;
}

std::string ping(const NetworkWorld& world, const std::string& place)
{
    std::string outcome = "answered";
    world.in_container([&] {
        try {
            const bool v6 = place.find(':') != std::string::npos;
            NetworkWorld::run_there(std::string("ping ") + (v6 ? "-6" : "-4") + " -c 1 -W 3 " + place);
        } catch (const std::exception&) {
            outcome = "not answered";
        }
    });
    return outcome;
}

} // namespace

TEST_CASE("datagrams go out and their answers come from where they were sent to", "[root]")
{
    if (may_not_run()) {
        return;
    }
    const NetworkWorld world;
    const auto outbound = world.connect();
    for (const std::string place : {kPlaceV4, kPlaceV6}) {
        INFO(place);
        Udp at(address_of(place), 0);
        base::UniqueFd server;
        world.on_host([&] { server = bound_socket(at); });
        base::UniqueFd inside;
        world.in_container([&] { inside = connected(at); });
        Udp seen;
        for (const std::size_t bytes :
             {std::size_t{0}, std::size_t{1}, std::size_t{1400}, std::size_t{9000}}) {
            const std::string datagram(bytes, 'q');
            REQUIRE(::send(inside.get(), datagram.data(), datagram.size(), 0) == static_cast<ssize_t>(bytes));
            Udp client;
            CHECK(receive(server, &client) == datagram);
            CHECK((seen.port() == 0 || client == seen)); // one flow is one client
            seen = client;
            const std::string answer(bytes, 'a');
            ::sendto(server.get(), answer.data(), answer.size(), 0, client.data(),
                     static_cast<socklen_t>(client.size()));
            CHECK(receive(inside) == answer); // connected: it would not take another's
        }
    }
    CHECK(outbound->counters().udp_flows == 2);
    CHECK(outbound->counters().udp_sent == 8);
    CHECK(outbound->counters().udp_received == 8);
}

TEST_CASE("who sends to a port that nobody has is told so", "[root]")
{
    if (may_not_run()) {
        return;
    }
    const NetworkWorld world;
    const auto outbound = world.connect();
    for (const std::string place : {kPlaceV4, kPlaceV6}) {
        INFO(place);
        base::UniqueFd inside;
        world.in_container([&] { inside = connected({address_of(place), 9}); });
        REQUIRE(::send(inside.get(), "x", 1, 0) == 1);
        CHECK(receive(inside) == "errno " + std::to_string(ECONNREFUSED));
    }
    base::UniqueFd inside;
    world.in_container([&] { inside = connected({address_of("203.0.113.1"), 9}); });
    const int yes = 1; // without it Linux tells of a port only
    REQUIRE(::setsockopt(inside.get(), SOL_IP, IP_RECVERR, &yes, sizeof yes) == 0);
    REQUIRE(::send(inside.get(), "x", 1, 0) == 1);
    CHECK(receive(inside) == "errno " + std::to_string(ENETUNREACH));
}

TEST_CASE("a ping is answered by who would answer the host", "[root]")
{
    if (may_not_run()) {
        return;
    }
    const NetworkWorld world;
    const auto outbound = world.connect();
    CHECK(ping(world, kPlaceV4) == "answered");
    CHECK(ping(world, kPlaceV6) == "answered");
    CHECK(ping(world, "192.168.65.1") == "answered");
    CHECK(ping(world, "192.168.65.254") == "answered");
    CHECK(ping(world, "203.0.113.1") == "not answered");
    CHECK(ping(world, "198.51.100.1") == "not answered");
    CHECK(outbound->counters().echo_answered == 4);
}

TEST_CASE("the gateway resolves names, by UDP and by TCP", "[root]")
{
    if (may_not_run()) {
        return;
    }
    const NetworkWorld world;
    const auto outbound = world.connect();
    const auto gateway = boost::asio::ip::address_v4(world.addresses.gateway);
    const IpAddress host = IpAddress::v4(world.addresses.host);
    base::UniqueFd by_udp;
    base::UniqueFd by_tcp;
    int error = -1;
    world.in_container([&] {
        by_udp = connected({gateway, 53});
        by_tcp = open_socket(Tcp(gateway, 53));
        error = connect_error(by_tcp, Tcp(gateway, 53));
    });
    REQUIRE(error == 0);
    for (int round = 0; round < 2; ++round) { // the flow lives on
        REQUIRE(::send(by_udp.get(), name_query().data(), name_query().size(), 0) > 0);
        const std::string answer = receive(by_udp);
        CHECK(answer.starts_with("\x12\x34"));
        CHECK(answer.ends_with(host.view()));
    }
    REQUIRE(send_all(by_tcp, std::string(1, '\0') + static_cast<char>(name_query().size()) + name_query()));
    ::shutdown(by_tcp.get(), SHUT_WR);
    CHECK(receive_all(by_tcp, error).ends_with(host.view()));
}

TEST_CASE("the network may end while queries, pings and connections are under way", "[root]")
{
    if (may_not_run()) {
        return;
    }
    const berth::test::TempDir dir;
    base::write_file_atomically(dir / "resolv.conf", std::string("nameserver ") + kPlaceV4 + "\n", 0600);
    NetworkWorld world;
    world.resolver.resolv_conf = dir / "resolv.conf";
    Udp silent(address_of(kPlaceV4), 53);
    base::UniqueFd server;
    world.on_host([&] {
        server = bound_socket(silent); // has the query, and says nothing
        NetworkWorld::run_there("nft add table ip wall");
        NetworkWorld::run_there("nft add chain ip wall in { type filter hook input priority 0 ; }");
        NetworkWorld::run_there("nft add rule ip wall in tcp dport 9 drop");
    });
    auto outbound = world.connect();
    std::string query = name_query();
    query.replace(query.find("docker"), 6, "dacker");
    base::UniqueFd asking;
    base::UniqueFd connecting;
    world.in_container([&] {
        asking = connected({boost::asio::ip::address_v4(world.addresses.gateway), 53});
        connecting = open_socket(Tcp(address_of(kPlaceV4), 9));
        CHECK(connect_error(connecting, Tcp(address_of(kPlaceV4), 9), 50) == ETIME);
    });
    REQUIRE(::send(asking.get(), query.data(), query.size(), 0) > 0);
    CHECK(receive(server).size() == query.size());
    outbound.reset();
    CHECK(::send(asking.get(), query.data(), query.size(), 0) > 0); // to nobody
}
