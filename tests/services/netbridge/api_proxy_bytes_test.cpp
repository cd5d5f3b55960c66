// SPDX-License-Identifier: Apache-2.0
// What the proxy passes on are the bytes that came: spelling of fields, lines and cuts of chunks, trailers.
#include <catch2/catch.hpp>

#include "proxy_bench.hpp"

using namespace berth::netbridge::test;

namespace {

constexpr const char* kOk = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone";

} // namespace

TEST_CASE("a body that is read for its paths and has none passes as it came")
{
    ProxyBench bench;
    Peer client = bench.client();
    const std::string request = "POST /volumes/create HTTP/1.1\r\ncontent-length:  2 \r\n\r\n{}";
    client.send(request);
    Peer engine = bench.engine_accepts();
    CHECK(engine.receive_until("{}") == request);
    const std::string answer =
        "HTTP/1.1 201 Made\r\ncontent-type: application/json\r\ntransfer-encoding: Chunked\r\n"
        "trailer: X-End\r\n\r\n1;a=\"b\"\r\n{\r\n0B\r\n\"Name\":\"a\"}\r\n00\r\nX-End: 1\r\n\r\n";
    engine.send(answer);
    CHECK(client.receive_until("X-End: 1\r\n\r\n") == answer);
}

TEST_CASE("a body whose paths change keeps its head, but for the length, and its trailers")
{
    ProxyBench bench;
    Peer client = bench.client();
    client.send("GET /volumes/v HTTP/1.1\r\nHost: d\r\n\r\n");
    Peer engine = bench.engine_accepts();
    engine.receive_head();
    const std::string bound = R"({"Options":{"o":"bind","device":"/distros/host/a"}})";
    engine.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nCONTENT-LENGTH:\t51 \r\nx:y\r\n\r\n" +
                bound);
    CHECK(client.receive_until("\"/a\"}}") ==
          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nCONTENT-LENGTH:\t38 \r\nx:y\r\n\r\n"
          R"({"Options":{"o":"bind","device":"/a"}})");

    client.send("GET /volumes/v HTTP/1.1\r\nHost: d\r\n\r\n");
    engine.receive_head();
    engine.send(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n33\r\n" +
        bound + "\r\n0\r\nX-End: 1\r\n\r\n");
    client.receive_head();
    CHECK(client.receive_until("X-End: 1\r\n\r\n") ==
          "26\r\n{\"Options\":{\"o\":\"bind\",\"device\":\"/a\"}}\r\n0\r\nX-End: 1\r\n\r\n");
}

TEST_CASE("chunks pass with their own lines and cuts, also when they come in parts")
{
    ProxyBench bench;
    Peer client = bench.client();
    client.send("POST /build HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
    Peer engine = bench.engine_accepts();
    engine.receive_head();
    for (const std::string part :
         {"00", "3;na", "me=v\r", "\nab", "c", "\r", "\n1\r\nd\r\n0", "\r\nTrail: x\r\n"}) {
        client.send(part);
        CHECK(engine.receive_bytes(part.size()) == part); // at once, though the chunk's line is not whole
    }
    client.send("\r\n");
    CHECK(engine.receive_bytes(2) == "\r\n");
    engine.send(kOk);
    CHECK(client.receive_until("done") == kOk);
    client.send("GET /_ping HTTP/1.1\r\nHost: d\r\n\r\n"); // the connection is still in step
    CHECK(engine.receive_head().starts_with("GET /_ping"));
}
