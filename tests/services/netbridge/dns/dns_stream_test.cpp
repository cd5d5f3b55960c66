// SPDX-License-Identifier: Apache-2.0
// Clients that ask by TCP.
#include <catch2/catch.hpp>

#include <set>
#include <thread>

#include "dns_bench.hpp"
#include "services/netbridge/core/big_endian.hpp"
#include "services/netbridge/dns/dns_server.hpp"

using namespace berth::netbridge;
using namespace berth::netbridge::dns;
using namespace berth::netbridge::dns::test;
using namespace std::chrono_literals;

namespace {

std::string framed(const std::string& message)
{
    std::string result;
    append_u16(result, static_cast<std::uint16_t>(message.size()));
    return result + message;
}

std::string frame_of(const SampleQuery& query)
{
    return framed(bytes_of(query));
}

SeenAnswer next_answer(berth::netbridge::test::Peer& client)
{
    const std::string length = client.receive_bytes(2);
    REQUIRE(length.size() == 2);
    return see(client.receive_bytes(get_u16(length, 0)));
}

FakeDnsServer::Script answers_well()
{
    return answers([](const std::string& query) { return with_address(query); });
}

} // namespace

TEST_CASE("several queries on a connection are answered as they are ready")
{
    std::promise<void> go_on;
    const std::shared_future<void> may_answer = go_on.get_future().share();
    FakeDnsServer server("127.0.0.1", 0, answers([&](const std::string& query) {
                             may_answer.wait();
                             return with_address(query);
                         }));
    DnsBench bench(server.port());
    auto client = bench.connect();
    client.send(frame_of({.name = "www.example", .id = 1}) + frame_of({.name = "localhost", .id = 2}) +
                frame_of({.name = "host.docker.internal", .id = 3}));
    CHECK(next_answer(client).id == 2);
    CHECK(next_answer(client).id == 3);
    go_on.set_value();
    CHECK(next_answer(client).id == 1);
    client.send(frame_of({.name = "localhost", .id = 4}));
    CHECK(next_answer(client).id == 4);
}

TEST_CASE("a client that has ended its side still gets its answers, and then the end")
{
    FakeDnsServer server("127.0.0.1", 0, answers_well());
    DnsBench bench(server.port());
    auto client = bench.connect();
    client.send(frame_of({.name = "www.example", .id = 1}));
    client.end_sending();
    CHECK(next_answer(client).id == 1);
    CHECK(client.receive_to_end().empty());
}

TEST_CASE("more queries than the bound wait on the connection, and none is lost")
{
    FakeDnsServer server("127.0.0.1", 0, answers_well());
    DnsBench bench(server.port(), "nameserver 127.0.0.1\n", {.stream_limits = {.under_way = 2}});
    auto client = bench.connect();
    std::string all;
    for (std::uint16_t id = 0; id < 200; ++id) {
        all += frame_of({.name = std::to_string(id) + ".example", .id = id});
    }
    client.send(all);
    std::set<std::uint16_t> ids;
    for (int i = 0; i < 200; ++i) {
        ids.insert(next_answer(client).id);
    }
    CHECK(ids.size() == 200);
}

TEST_CASE("a message that no answer is due to leaves the connection as it is")
{
    FakeDnsServer server("127.0.0.1", 0, answers_well());
    DnsBench bench(server.port());
    auto client = bench.connect();
    client.send(framed(std::string()) + framed("short") + frame_of({.name = "localhost", .id = 9}));
    CHECK(next_answer(client).id == 9);
}

TEST_CASE("a connection without queries, or with half a one, ends")
{
    DnsBench bench(1, "nameserver 127.0.0.1\n", {.stream_limits = {.idle = 200ms}});
    auto idle = bench.connect();
    auto half = bench.connect();
    half.send(frame_of({.name = "localhost"}).substr(0, 10));
    CHECK(idle.receive_to_end().empty());
    CHECK(half.receive_to_end().empty());
}

TEST_CASE("a client that does not read is given up, and others are served")
{
    FakeDnsServer server("127.0.0.1", 0,
                         answers([](const std::string& query) { return with_addresses(query, 2000); }));
    DnsBench bench(server.port(), "nameserver 127.0.0.1\n", {.stream_limits = {.write = 200ms}});
    auto greedy = bench.connect();
    std::string all;
    for (std::uint16_t id = 0; id < 100; ++id) {
        all += frame_of({.name = "www.example", .id = id});
    }
    greedy.send(all);
    auto other = bench.connect();
    other.send(frame_of({.name = "localhost", .id = 3}));
    CHECK(next_answer(other).id == 3);
    std::this_thread::sleep_for(1s); // in which it does not read
    CHECK(greedy.receive_to_end().size() < 100U * 54000U);
}

TEST_CASE("beyond the bound a new connection is closed")
{
    DnsBench bench(1, "nameserver 127.0.0.1\n", {.streams = 1});
    auto first = bench.connect();
    CHECK(bench.connect().receive_to_end().empty());
    first.send(frame_of({.name = "localhost", .id = 3}));
    CHECK(next_answer(first).id == 3);
}
