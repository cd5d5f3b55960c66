// SPDX-License-Identifier: Apache-2.0
// Connections that stop being HTTP: attach, exec, sessions, HTTP/2.
#include <thread>

#include <catch2/catch.hpp>

#include "proxy_bench.hpp"

using namespace berth::netbridge::test;

namespace {

constexpr const char* kUpgraded =
    "HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\n"
    "Connection: Upgrade\r\nUpgrade: tcp\r\n\r\n";

/// A connection that has turned raw by 101.
struct RawConnection {
    ProxyBench bench;
    Peer client = bench.client();
    Peer engine = [this] {
        client.send("POST /v1.45/containers/x/attach?stdin=1 HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\n"
                    "Upgrade: tcp\r\n\r\n");
        return bench.engine_accepts();
    }();
    RawConnection()
    {
        engine.receive_head();
        engine.send(kUpgraded);
        client.receive_head();
    }
};

} // namespace

TEST_CASE("after 101 bytes flow both ways")
{
    RawConnection connection;
    connection.client.send("in");
    CHECK(connection.engine.receive_until("in") == "in");
    connection.engine.send("out");
    CHECK(connection.client.receive_until("out") == "out");
}

TEST_CASE("a client's half-close ends stdin and leaves the output alive")
{
    RawConnection connection;
    connection.client.send("last words");
    connection.client.end_sending();
    CHECK(connection.engine.receive_to_end() == "last words");
    connection.engine.send("still here");
    CHECK(connection.client.receive_until("here") == "still here");
    connection.engine.close();
    CHECK(connection.client.receive_to_end().empty());
}

TEST_CASE("an engine's half-close ends the output and leaves stdin alive")
{
    RawConnection connection;
    connection.engine.send("done");
    connection.engine.end_sending();
    CHECK(connection.client.receive_to_end() == "done");
    connection.client.send("more input");
    CHECK(connection.engine.receive_until("input") == "more input");
}

TEST_CASE("an engine that ends the connection ends it for a client that never closes")
{
    RawConnection connection;
    connection.engine.send("bye");
    connection.engine.close();
    CHECK(connection.client.receive_to_end() == "bye");
    CHECK_THROWS([&] {
        for (int i = 0; i < 1000; ++i) {
            connection.client.send("x"); // EPIPE as soon as the proxy has closed, at once or a moment later
        }
    }());
}

TEST_CASE("a client that dies ends the connection for the engine")
{
    RawConnection connection;
    connection.client.close();
    CHECK(connection.engine.receive_to_end().empty());
}

TEST_CASE("a 200 without a length is a raw stream for attach and exec")
{
    ProxyBench bench;
    Peer client = bench.client();
    client.send("POST /exec/abc/start HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: "
                "2\r\n\r\n{}early");
    Peer engine = bench.engine_accepts();
    CHECK(engine.receive_until("{}").find("POST /exec/abc/start") == 0);
    engine.send("HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n$ ");
    CHECK(client.receive_until("$ ").find("HTTP/1.1 200 OK") == 0);
    CHECK(engine.receive_until("early") == "early"); // read over by the proxy, not lost
    client.end_sending();
    CHECK(engine.receive_to_end().empty());
    engine.send("exit");
    engine.close();
    CHECK(client.receive_to_end() == "exit");
}

TEST_CASE("bytes that follow the answer's head in the same packet are not lost")
{
    ProxyBench bench;
    Peer client = bench.client();
    client.send(
        "POST /session HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\nPRI settings");
    Peer engine = bench.engine_accepts();
    engine.receive_head();
    engine.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\nSETTINGS");
    client.receive_head();
    CHECK(client.receive_until("SETTINGS") == "SETTINGS");
    CHECK(engine.receive_until("settings") == "PRI settings");
}

TEST_CASE("an ordinary answer to attach is not a raw stream")
{
    ProxyBench bench;
    Peer client = bench.client();
    client.send("POST /containers/x/attach HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n");
    Peer engine = bench.engine_accepts();
    engine.receive_head();
    engine.send("HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n"
                "{\"message\":\"no\"}");
    CHECK(client.receive_until("}").find("{\"message\":\"no\"}") != std::string::npos);
    client.send("GET /_ping HTTP/1.1\r\nHost: d\r\n\r\n");
    CHECK(engine.receive_head().starts_with("GET /_ping"));
}

TEST_CASE("a connection that begins with HTTP/2 is tunnelled whole")
{
    ProxyBench bench;
    Peer client = bench.client();
    client.send("PR");
    client.send("I * HTTP/2.0\r\n\r\nSM\r\n\r\nframes");
    Peer engine = bench.engine_accepts();
    CHECK(engine.receive_until("frames") == "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nframes");
    engine.send("answer");
    CHECK(client.receive_until("answer") == "answer");
}

TEST_CASE("many bytes pass a raw connection in order while the other direction flows too")
{
    RawConnection connection;
    std::string block(1 << 20, '\0');
    for (std::size_t i = 0; i < block.size(); ++i) {
        block[i] = static_cast<char>(i * 31 >> 3);
    }
    for (int i = 0; i < 16; ++i) {
        std::thread sender([&] { connection.client.send(block); });
        const std::string received = connection.engine.receive_bytes(block.size());
        sender.join();
        REQUIRE(received == block);
        connection.engine.send("ack");
        REQUIRE(connection.client.receive_until("ack") == "ack");
    }
}
