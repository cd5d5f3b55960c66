// SPDX-License-Identifier: Apache-2.0
// A client that goes between two calls leaves its engine's connection to the next client; any other end is
// passed on.
#include <chrono>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>
#include <poll.h>

#include "proxy_bench.hpp"

using namespace berth::netbridge::test;

namespace {

constexpr std::size_t kKept = 2;
constexpr int kPatienceMs = 10000;
constexpr const char* kPing = "GET /_ping HTTP/1.1\r\nHost: d\r\n\r\n";
constexpr const char* kOk = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone";

bool comes_to_keep(ProxyBench& bench, std::size_t count)
{
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (bench.idle_connections() != count && std::chrono::steady_clock::now() < end) {
        std::this_thread::yield();
    }
    return bench.idle_connections() == count;
}

void answer(Peer& engine, Peer& client)
{
    CHECK(engine.receive_head() == kPing);
    engine.send(kOk);
    CHECK(client.receive_until("done") == kOk);
}

/// One call by a client that goes; the connection that it was made on.
Peer call_and_go(ProxyBench& bench)
{
    Peer client = bench.client();
    client.send(kPing);
    Peer engine = bench.engine_accepts();
    answer(engine, client);
    return engine;
}

} // namespace

TEST_CASE("the next client's call comes on the connection that the last one left")
{
    ProxyBench bench(kKept);
    Peer engine = call_and_go(bench);
    REQUIRE(comes_to_keep(bench, 1));
    Peer client = bench.client();
    client.send(kPing);
    answer(engine, client);
    CHECK(bench.idle_connections() == 0); // it is this client's now
}

TEST_CASE("a kept connection that the engine closes, or speaks on, is given to nobody")
{
    ProxyBench bench(kKept);
    {
        Peer engine = call_and_go(bench);
        REQUIRE(comes_to_keep(bench, 1));
        SECTION("closes")
        {
            engine.close();
        }
        SECTION("speaks")
        {
            engine.send("HTTP/1.1 408 Request Timeout\r\n\r\n");
        }
        CHECK(comes_to_keep(bench, 0));
    }
    call_and_go(bench);
}

TEST_CASE("no more connections are kept than wanted")
{
    ProxyBench bench(kKept);
    std::vector<Peer> clients;
    std::vector<Peer> engines;
    for (std::size_t i = 0; i < kKept + 1; ++i) {
        clients.push_back(bench.client());
        clients.back().send(kPing);
        engines.push_back(bench.engine_accepts());
        answer(engines.back(), clients.back());
    }
    clients.clear();
    CHECK(comes_to_keep(bench, kKept));
    std::vector<pollfd> ends;
    for (const Peer& engine : engines) {
        ends.push_back({.fd = engine.fd(), .events = POLLIN, .revents = 0});
    }
    CHECK(::poll(ends.data(), ends.size(), kPatienceMs) == 1); // the one that was not kept ends
}

TEST_CASE("a client that goes within a call takes its connection along")
{
    ProxyBench bench(kKept);
    Peer client = bench.client();
    SECTION("while the engine has not answered yet")
    {
        client.send(kPing);
        Peer engine = bench.engine_accepts();
        engine.receive_head();
        client.close();
        CHECK(engine.receive_to_end().empty());
    }
    SECTION("while its answer comes")
    {
        client.send("GET /containers/x/logs?follow=1 HTTP/1.1\r\nHost: d\r\n\r\n");
        Peer engine = bench.engine_accepts();
        engine.receive_head();
        engine.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        client.receive_head();
        client.close();
        CHECK(engine.receive_to_end().empty());
    }
    SECTION("in the middle of a head")
    {
        client.send("GET /_ping HTTP/1.1\r\nHo");
        client.close();
    }
    const Peer engine = call_and_go(bench);
    CHECK(comes_to_keep(bench, 1));
}

TEST_CASE("a connection that one side wants closed is not kept")
{
    ProxyBench bench(kKept);
    Peer client = bench.client();
    const bool client_wants = GENERATE(false, true);
    client.send(client_wants ? "GET /_ping HTTP/1.1\r\nConnection: close\r\n\r\n" : kPing);
    Peer engine = bench.engine_accepts();
    engine.receive_head();
    engine.send(client_wants ? kOk : "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 4\r\n\r\ndone");
    client.receive_until("done");
    CHECK(client.receive_to_end().empty());
    CHECK(bench.idle_connections() == 0);
}
