// SPDX-License-Identifier: Apache-2.0
// What a stream through both relays must be: the same stream.
#include <poll.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "tests/bus/tunnel/running_relay.hpp"
#include "tunnel/dial.hpp"

using namespace berth;
using namespace berth::test;

namespace {

std::string pattern(std::size_t bytes)
{
    std::string text(bytes, '\0');
    std::uint32_t state = 1;
    for (char& c : text) {
        state = state * 1664525U + 1013904223U;
        c = static_cast<char>(state >> 24U);
    }
    return text;
}

} // namespace

TEST_CASE("a large transfer in both directions at once arrives whole")
{
    const TempDir dir;
    const base::UniqueFd target = base::listen_unix(dir / "target.sock", 0600);
    const BothSides tunnel(dir);
    const base::UniqueFd client = connect(tunnel.guest_socket);
    const base::UniqueFd server = accept(target);

    const std::string there = pattern(48U << 20U);
    const std::string back = pattern((40U << 20U) + 7);
    std::thread client_writes([&] { send_text(client, there); });
    std::thread server_writes([&] { send_text(server, back); });
    std::string got_back;
    std::thread client_reads([&] { got_back = read_bytes(client, back.size()); });
    const std::string got_there = read_bytes(server, there.size());
    client_writes.join();
    server_writes.join();
    client_reads.join();
    CHECK((got_there == there));
    CHECK((got_back == back));
}

TEST_CASE("either side may end its half and still receive")
{
    const TempDir dir;
    const base::UniqueFd target = base::listen_unix(dir / "target.sock", 0600);
    const BothSides tunnel(dir);
    const base::UniqueFd client = connect(tunnel.guest_socket);
    const base::UniqueFd server = accept(target);

    SECTION("the client ends first")
    {
        send_text(client, "request");
        ::shutdown(client.get(), SHUT_WR);
        CHECK(read_to_end(server) == "request");
        send_text(server, "a late answer");
        ::shutdown(server.get(), SHUT_WR);
        CHECK(read_to_end(client) == "a late answer");
    }
    SECTION("the server ends first")
    {
        send_text(server, "greeting");
        ::shutdown(server.get(), SHUT_WR);
        CHECK(read_to_end(client) == "greeting");
        send_text(client, "a late request");
        ::shutdown(client.get(), SHUT_WR);
        CHECK(read_to_end(server) == "a late request");
    }
}

TEST_CASE("a connection whose target is absent is closed and a later one works")
{
    const TempDir dir;
    const BothSides tunnel(dir);
    {
        const base::UniqueFd client = connect(tunnel.guest_socket);
        CHECK(read_to_end(client).empty());
    }
    const base::UniqueFd target = base::listen_unix(dir / "target.sock", 0600);
    const base::UniqueFd client = connect(tunnel.guest_socket);
    const base::UniqueFd server = accept(target);
    send_text(client, "hello");
    CHECK(read_bytes(server, 5) == "hello");
}

TEST_CASE("the death of one peer reaches the other, with what it still said")
{
    const TempDir dir;
    const base::UniqueFd target = base::listen_unix(dir / "target.sock", 0600);
    BothSides tunnel(dir);
    base::UniqueFd client = connect(tunnel.guest_socket);
    base::UniqueFd server = accept(target);

    SECTION("the server dies while the client only waits")
    {
        send_text(server, "last words");
        server.reset();
        CHECK(read_to_end(client) == "last words");
        client.reset();
    }
    SECTION("the server dies and the client learns it when it writes")
    {
        server.reset();
        CHECK(read_to_end(client).empty());
        pollfd gone{client.get(), 0, 0}; // POLLHUP: both halves are over, though the client ended neither
        REQUIRE(::poll(&gone, 1, static_cast<int>(std::chrono::milliseconds(kPatience).count())) == 1);
        CHECK(::send(client.get(), "x", 1, MSG_NOSIGNAL) == -1);
        CHECK(errno == EPIPE);
    }
    SECTION("the client dies")
    {
        send_text(client, "last words");
        client.reset();
        CHECK(read_to_end(server) == "last words");
        server.reset();
    }
}

TEST_CASE("200 connections at once each get their own answer")
{
    constexpr std::size_t kCount = 200;
    const TempDir dir;
    const base::UniqueFd target = base::listen_unix(dir / "target.sock", 0600);
    const BothSides tunnel(dir);
    std::vector<base::UniqueFd> clients;
    for (std::size_t i = 0; i < kCount; ++i) {
        clients.push_back(connect(tunnel.guest_socket));
        send_text(clients.back(), "client " + std::to_string(1000 + i));
    }
    std::vector<base::UniqueFd> servers;
    for (std::size_t i = 0; i < kCount; ++i) {
        servers.push_back(accept(target));
    }
    for (const base::UniqueFd& server : servers) {
        send_text(server, "answer to " + read_bytes(server, 11));
    }
    for (std::size_t i = 0; i < kCount; ++i) {
        REQUIRE(read_bytes(clients[i], 21) == "answer to client " + std::to_string(1000 + i));
    }
}

TEST_CASE("a target with a full queue is waited for, not given up")
{
    const TempDir dir;
    const base::UniqueFd target = base::listen_unix(dir / "target.sock", 0600);
    ::listen(target.get(), 1); // a queue of two
    const BothSides tunnel(dir);
    std::vector<base::UniqueFd> clients;
    for (int i = 0; i < 10; ++i) {
        clients.push_back(connect(tunnel.guest_socket));
        send_text(clients.back(), "x");
    }
    for (int i = 0; i < 10; ++i) {
        CHECK(read_bytes(accept(target), 1) == "x");
    }
}

TEST_CASE("bytes sent right behind the CONNECT line belong to the stream")
{
    const TempDir dir;
    const base::UniqueFd target = base::listen_unix(dir / "target.sock", 0600);
    const BothSides tunnel(dir);
    const base::UniqueFd client = connect(dir / "host.sock");
    send_text(client, "CONNECT 7001\nearly");
    const base::UniqueFd server = accept(target);
    CHECK(read_bytes(server, 5) == "early");
    CHECK_THAT(read_bytes(client, 3), Catch::Equals("OK "));
}

TEST_CASE("an unknown port and a stream that is no CONNECT are closed without an answer")
{
    const TempDir dir;
    const BothSides tunnel(dir);
    const auto words = GENERATE(as<std::string>{}, "CONNECT 7099\n", "GET / HTTP/1.1\r\n\r\n", "\n",
                                "CONNECT 70000000000000000000000000000000000001\n");
    const base::UniqueFd client = connect(dir / "host.sock");
    send_text(client, words);
    CHECK(read_to_end(client).empty());
}

TEST_CASE("a dial without a loop reaches the target or says why not")
{
    const TempDir dir;
    const BothSides tunnel(dir);
    const tunnel::Target port{*tunnel::parse_endpoint("unix://" + (dir / "host.sock").string()),
                              BothSides::kPort};
    const auto refused = tunnel::dial_and_wait(port);
    REQUIRE_FALSE(refused.has_value());
    CHECK_THAT(refused.error().message, Catch::Contains("nothing serves the port"));

    const base::UniqueFd target = base::listen_unix(dir / "target.sock", 0600);
    const auto stream = tunnel::dial_and_wait(port);
    REQUIRE(stream.has_value());
    send_text(*stream, "hello");
    CHECK(read_bytes(accept(target), 5) == "hello");
}

TEST_CASE("a dial to a listener that never answers ends at its deadline")
{
    const TempDir dir;
    const base::UniqueFd silent = base::listen_unix(dir / "silent.sock", 0600);
    const tunnel::Target port{*tunnel::parse_endpoint("unix://" + (dir / "silent.sock").string()), 7001};
    const auto stream = tunnel::dial_and_wait(port, std::chrono::milliseconds(50));
    REQUIRE_FALSE(stream.has_value());
    CHECK_THAT(stream.error().message, Catch::Contains("within 50 ms"));
}

TEST_CASE("the tunnel's sockets are for root alone")
{
    const TempDir dir;
    const BothSides tunnel(dir);
    struct stat info {};
    REQUIRE(::stat((dir / "host.sock").c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600);
    REQUIRE(::stat((dir / "guest.sock").c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600);
}
