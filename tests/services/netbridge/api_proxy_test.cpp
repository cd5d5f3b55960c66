// SPDX-License-Identifier: Apache-2.0
// Ordinary requests: one fake engine, one client, every connection class of HTTP.
#include <thread>

#include <catch2/catch.hpp>

#include "proxy_bench.hpp"

using namespace berth::netbridge::test;

namespace {

constexpr const char* kOk = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone";

} // namespace

TEST_CASE("a request and its answer pass through unchanged, and the connection is used again")
{
    ProxyBench bench;
    Peer client = bench.client();
    client.send("GET /_ping?x=%20 HTTP/1.1\r\nHost: any thing\r\nX-Odd:  v\r\nx-odd: w\r\n\r\n");
    Peer engine = bench.engine_accepts();
    CHECK(engine.receive_head() ==
          "GET /_ping?x=%20 HTTP/1.1\r\nHost: any thing\r\nX-Odd:  v\r\nx-odd: w\r\n\r\n");
    engine.send("HTTP/1.1 200 Fine\r\nApi-Version: 1.45\r\nContent-Length: 2\r\n\r\nOK");
    CHECK(client.receive_until("OK") ==
          "HTTP/1.1 200 Fine\r\nApi-Version: 1.45\r\nContent-Length: 2\r\n\r\nOK");

    client.send("POST /x HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc");
    CHECK(engine.receive_until("abc") == "POST /x HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc");
    engine.send(kOk);
    CHECK(client.receive_until("done") == kOk);
}

TEST_CASE("paths are translated on the way in and on the way out")
{
    ProxyBench bench;
    Peer client = bench.client();
    client.send("POST /v1.45/containers/create HTTP/1.1\r\nContent-Type: application/json\r\n"
                "Content-Length: 37\r\n\r\n{ \"HostConfig\": {\"Binds\":[\"/a:/b\"]} }");
    Peer engine = bench.engine_accepts();
    CHECK(engine.receive_head().find("Content-Length: 50\r\n") != std::string::npos);
    CHECK(engine.receive_bytes(50) == "{ \"HostConfig\": {\"Binds\":[\"/distros/host/a:/b\"]} }");
    engine.send(kOk);
    client.receive_until("done");

    client.send("GET /containers/json HTTP/1.1\r\nHost: d\r\n\r\n");
    engine.receive_head();
    engine.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                "10\r\n[{\"Mounts\":[{\"So\r\n1e\r\nurce\":\"/distros/host/home\"}]}]\r\n0\r\n\r\n");
    CHECK(client.receive_until("0\r\n\r\n") ==
          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
          "21\r\n[{\"Mounts\":[{\"Source\":\"/home\"}]}]\r\n0\r\n\r\n");
}

TEST_CASE("an answer that comes again is shown the same, and another one is not taken for it")
{
    ProxyBench bench;
    Peer client = bench.client();
    std::optional<Peer> engine;
    for (const std::string name : {"home", "home", "root", "home"}) {
        client.send("GET /containers/json HTTP/1.1\r\nHost: d\r\n\r\n");
        if (!engine) {
            engine = bench.engine_accepts();
        }
        engine->receive_head();
        engine->send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 46\r\n\r\n"
                     "[{\"Mounts\":[{\"Source\":\"/distros/host/" +
                     name + "\"}]}]");
        CHECK(client.receive_until("}]}]") ==
              "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 33\r\n\r\n"
              "[{\"Mounts\":[{\"Source\":\"/" +
                  name + "\"}]}]");
    }
}

TEST_CASE("the head of a translated answer in chunks does not wait for its body")
{
    constexpr const char* kHead =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    ProxyBench bench;
    Peer client = bench.client();
    client.send("GET /containers/json HTTP/1.1\r\nHost: d\r\n\r\n");
    Peer engine = bench.engine_accepts();
    engine.receive_head();
    engine.send(std::string(kHead) + "1\r\n[\r\n");
    CHECK(client.receive_head() == kHead);
    engine.close();
    CHECK(client.receive_to_end().empty()); // cut, never completed
}

TEST_CASE("a stream of chunks reaches the client piece by piece")
{
    ProxyBench bench;
    Peer client = bench.client();
    client.send("GET /events HTTP/1.1\r\nHost: d\r\n\r\n");
    Peer engine = bench.engine_accepts();
    engine.receive_head();
    engine.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n");
    CHECK(client.receive_head().find("chunked") != std::string::npos); // the head before the first event
    for (const std::string event : {"{\"one\":1}\n", "{\"two\":2}\n"}) {
        engine.send("a\r\n" + event + "\r\n");
        CHECK(client.receive_until("}\n\r\n") == "a\r\n" + event + "\r\n");
    }
    engine.send("0\r\n\r\n");
    CHECK(client.receive_until("0\r\n\r\n") == "0\r\n\r\n");
}

TEST_CASE("a large body goes through both ways without being held")
{
    ProxyBench bench;
    Peer client = bench.client();
    client.send("PUT /containers/x/archive HTTP/1.1\r\nContent-Length: 33554432\r\n\r\n");
    Peer engine = bench.engine_accepts();
    engine.receive_head();
    const auto pass_32_mib = [](Peer& from, Peer& to) {
        const std::string block(256 << 10, 'x');
        constexpr int kBlocks = 128;
        std::thread sender([&] {
            for (int i = 0; i < kBlocks; ++i) {
                from.send(block);
            }
        });
        bool same = true;
        for (int i = 0; i < kBlocks; ++i) {
            same = same && to.receive_bytes(block.size()) == block;
        }
        sender.join();
        return same;
    };
    CHECK(pass_32_mib(client, engine));
    engine.send("HTTP/1.1 200 OK\r\nContent-Length: 33554432\r\n\r\n");
    client.receive_head();
    CHECK(pass_32_mib(engine, client));
}

TEST_CASE("a chunked request body is passed on as it comes")
{
    ProxyBench bench;
    Peer client = bench.client();
    client.send("POST /build HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
    Peer engine = bench.engine_accepts();
    engine.receive_head();
    CHECK(engine.receive_until("abc\r\n") == "3\r\nabc\r\n");
    client.send("2\r\nde\r\n0\r\n\r\n");
    CHECK(engine.receive_until("0\r\n\r\n") == "2\r\nde\r\n0\r\n\r\n");
    engine.send(kOk);
    CHECK(client.receive_until("done") == kOk);
}

TEST_CASE("100 Continue comes from the engine, and before the body")
{
    ProxyBench bench;
    Peer client = bench.client();
    client.send("POST /images/load HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    Peer engine = bench.engine_accepts();
    CHECK(engine.receive_head().find("Expect: 100-continue") != std::string::npos);
    engine.send("HTTP/1.1 100 Continue\r\n\r\n");
    CHECK(client.receive_head() == "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("body");
    CHECK(engine.receive_until("body") == "body");
    engine.send(kOk);
    CHECK(client.receive_until("done") == kOk);
}

TEST_CASE("100 Continue is given by the proxy where it needs the whole body first, and given once")
{
    ProxyBench bench;
    Peer client = bench.client();
    const std::string head =
        "POST /volumes/create HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
    client.send(head);
    CHECK(client.receive_head() == "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("{}");
    Peer engine = bench.engine_accepts();
    CHECK(engine.receive_until("{}") == head + "{}");
    engine.send("HTTP/1.1 100 Continue\r\n\r\n");
    engine.send(kOk);
    CHECK(client.receive_until("done") == kOk);
}

TEST_CASE("an answer that comes before the body's end is delivered, and the connection ends")
{
    ProxyBench bench;
    Peer client = bench.client();
    client.send("POST /build HTTP/1.1\r\nContent-Length: 1000000\r\n\r\nstart");
    Peer engine = bench.engine_accepts();
    engine.receive_until("start");
    engine.send("HTTP/1.1 400 Bad\r\nContent-Type: application/json\r\nConnection: close\r\n"
                "Content-Length: 37\r\n\r\n{\"message\":\"no /distros/host/x here\"}");
    CHECK(client.receive_until("}").find("{\"message\":\"no /x here\"}") != std::string::npos);
    CHECK(client.receive_to_end().empty());
}

TEST_CASE("an engine that dies in the middle of an answer cuts the answer, never completes it")
{
    ProxyBench bench;
    Peer client = bench.client();
    client.send("GET /events HTTP/1.1\r\nHost: d\r\n\r\n");
    Peer engine = bench.engine_accepts();
    engine.receive_head();
    engine.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
    client.receive_until("abc\r\n");
    engine.close();
    CHECK(client.receive_to_end().empty());
}

TEST_CASE("an engine that dies before it answers is a 502 with a reason")
{
    ProxyBench bench;
    Peer client = bench.client();
    client.send("GET /info HTTP/1.1\r\nHost: d\r\n\r\n");
    Peer engine = bench.engine_accepts();
    engine.receive_head();
    engine.close();
    CHECK(client.receive_head().starts_with("HTTP/1.1 502"));
    CHECK(client.receive_to_end().find("{\"message\":\"the berth engine closed") == 0);
}

TEST_CASE("an engine that restarts between two requests costs neither of them")
{
    ProxyBench bench;
    Peer client = bench.client();
    for (int run = 0; run < 2; ++run) {
        client.send("GET /info HTTP/1.1\r\nHost: d\r\n\r\n");
        Peer engine = bench.engine_accepts();
        engine.receive_head();
        engine.send(kOk);
        CHECK(client.receive_until("done") == kOk);
    }
}

TEST_CASE("a call that meets a starting engine waits for it")
{
    ProxyBench bench;
    bench.stop_engine();
    Peer client = bench.client();
    client.send("GET /info HTTP/1.1\r\nHost: d\r\n\r\n");
    bench.start_engine();
    Peer engine = bench.engine_accepts();
    engine.receive_head();
    engine.send(kOk);
    CHECK(client.receive_until("done") == kOk);
}

TEST_CASE("without an engine a call fails with 503 and says why")
{
    ProxyBench bench;
    bench.stop_engine();
    Peer client = bench.client();
    client.send("GET /info HTTP/1.1\r\nHost: d\r\n\r\n");
    CHECK(client.receive_head().starts_with("HTTP/1.1 503"));
    CHECK(client.receive_to_end().find("{\"message\":\"the berth engine is not ready: ") == 0);
}

TEST_CASE("an answer of the proxy's own to HEAD has no body")
{
    ProxyBench bench;
    bench.stop_engine();
    Peer client = bench.client();
    client.send("HEAD /_ping HTTP/1.1\r\nHost: d\r\n\r\n");
    CHECK(client.receive_head().starts_with("HTTP/1.1 503"));
    CHECK(client.receive_to_end().empty());
}

TEST_CASE("a path that cannot be translated is a 400, and the engine never sees the request")
{
    ProxyBench bench;
    Peer client = bench.client();
    const std::string body = R"({"HostConfig":{"Binds":["/a\u0000:/b"]}})";
    client.send("POST /containers/create HTTP/1.1\r\nContent-Length: " + std::to_string(body.size()) +
                "\r\n\r\n" + body);
    CHECK(client.receive_head().starts_with("HTTP/1.1 400"));
    CHECK(client.receive_until("}").find("NUL character") != std::string::npos);
    client.send("GET /_ping HTTP/1.1\r\nHost: d\r\n\r\n"); // the connection is still good
    Peer engine = bench.engine_accepts();
    CHECK(engine.receive_head().starts_with("GET /_ping"));
}

TEST_CASE("a field that is too long is a 400")
{
    ProxyBench bench;
    Peer client = bench.client();
    client.send("GET /_ping HTTP/1.1\r\nHost: d\r\nX-Registry-Auth: " + std::string(70000, 'x') + "\r\n\r\n");
    CHECK(client.receive_head().starts_with("HTTP/1.1 400"));
}

TEST_CASE("what is not HTTP is a 400")
{
    ProxyBench bench;
    Peer client = bench.client();
    client.send("nonsense\r\n\r\n");
    CHECK(client.receive_head().starts_with("HTTP/1.1 400"));
}

TEST_CASE("answers without a body are complete: HEAD and 204")
{
    ProxyBench bench;
    Peer client = bench.client();
    client.send("HEAD /_ping HTTP/1.1\r\nHost: d\r\n\r\n");
    Peer engine = bench.engine_accepts();
    engine.receive_head();
    engine.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
    CHECK(client.receive_head() == "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
    client.send("POST /containers/x/start HTTP/1.1\r\nContent-Length: 0\r\n\r\n");
    engine.receive_head();
    engine.send("HTTP/1.1 204 No Content\r\n\r\n");
    CHECK(client.receive_head() == "HTTP/1.1 204 No Content\r\n\r\n");
}
