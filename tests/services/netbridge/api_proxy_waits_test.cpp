// SPDX-License-Identifier: Apache-2.0
// Streams whose receiver does not read: nobody is woken up for them, and nobody else waits.
#include <optional>
#include <thread>

#include <catch2/catch.hpp>

#include "epoll_watches.hpp"
#include "proxy_bench.hpp"

using namespace berth::netbridge::test;

namespace {

constexpr const char* kOk = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone";
constexpr std::size_t kBytes = 4U << 20U; // more than the sockets and the proxy hold

/// Within kPatience.
bool watches_come_to(int wanted)
{
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(Peer::kPatience.tv_sec);
    while (epoll_watches() != wanted && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::yield();
    }
    return epoll_watches() == wanted;
}

/// An answer of kBytes that is on its way while its client does not read.
struct WaitingAnswer {
    explicit WaitingAnswer(const std::string& fields)
    {
        client.send("GET /images/get HTTP/1.1\r\nHost: d\r\n\r\n");
        engine = bench.engine_accepts();
        engine->receive_head();
        engine->send("HTTP/1.1 200 OK\r\n" + fields + "\r\n");
        client.receive_head();
        watches = epoll_watches();
        sender = std::thread([this] { engine->send(std::string(kBytes, 'x')); });
        CHECK(watches_come_to(watches - 1));
    }
    void read()
    {
        CHECK(client.receive_bytes(kBytes) == std::string(kBytes, 'x'));
        sender.join();
    }

    ProxyBench bench;
    Peer client = bench.client();
    std::optional<Peer> engine;
    int watches = 0; ///< before it waited
    std::thread sender;
};

} // namespace

TEST_CASE("an engine whose client does not read is not watched for bytes meanwhile")
{
    WaitingAnswer answer("Content-Length: " + std::to_string(kBytes) + "\r\n");
    answer.read();
    CHECK(watches_come_to(answer.watches));
    answer.client.send("GET /_ping HTTP/1.1\r\nHost: d\r\n\r\n"); // the connection is as good as before
    CHECK(answer.engine->receive_head().starts_with("GET /_ping"));
    answer.engine->send(kOk);
    CHECK(answer.client.receive_until("done") == kOk);
}

TEST_CASE("a stream that had to wait holds nobody else up")
{
    WaitingAnswer answer(""); // to the stream's end, which does not come
    answer.read();
    Peer other = answer.bench.client();
    other.send("GET /_ping HTTP/1.1\r\nHost: d\r\n\r\n");
    Peer others_engine = answer.bench.engine_accepts();
    others_engine.receive_head();
    others_engine.send(kOk);
    CHECK(other.receive_until("done") == kOk);
}

TEST_CASE("an engine that is not watched hears that its client has ended")
{
    WaitingAnswer answer("");
    answer.client.end_sending();
    answer.read();
    CHECK(answer.engine->receive_to_end().empty());
}

TEST_CASE("a client whose engine does not read is not watched for bytes, until the engine answers")
{
    ProxyBench bench;
    Peer client = bench.client();
    client.send("POST /images/load HTTP/1.1\r\nContent-Length: " + std::to_string(kBytes) + "\r\n\r\n");
    Peer engine = bench.engine_accepts();
    engine.receive_head();
    const int all = epoll_watches();
    std::thread sender([&] { client.send(std::string(kBytes, 'x')); });
    CHECK(watches_come_to(all - 1));
    engine.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    CHECK(client.receive_head().starts_with("HTTP/1.1 200 OK"));
    CHECK(watches_come_to(all));
    CHECK(engine.receive_bytes(kBytes) == std::string(kBytes, 'x'));
    sender.join();
    engine.send("0\r\n\r\n");
    CHECK(client.receive_until("0\r\n\r\n") == "0\r\n\r\n");
}
