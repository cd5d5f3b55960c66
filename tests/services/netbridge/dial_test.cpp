// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "base/linux/unix_socket.hpp"
#include "berth/netbridge/v1/dial.pb.h"
#include "engine_bench.hpp"
#include "epoll_watches.hpp"
#include "wire/length_frames.hpp"

using namespace berth;
using namespace berth::netbridge::test;
namespace v1 = berth::netbridge::v1;

namespace {

std::string request_frame(const std::string& target, bool accept_socket)
{
    v1::DialRequest request;
    request.set_target(target);
    request.set_accept_socket(accept_socket);
    return wire::encode_message(request);
}

v1::DialReply receive_reply(Peer& stream)
{
    wire::FrameDecoder decoder;
    std::optional<std::string> payload;
    while (!payload) {
        const std::string byte = stream.receive_bytes(1);
        REQUIRE(byte.size() == 1);
        decoder.feed(byte);
        payload = decoder.next();
    }
    v1::DialReply reply;
    REQUIRE(reply.ParseFromString(*payload));
    return reply;
}

} // namespace

TEST_CASE("the connected socket itself comes to the host, and outlives the guest")
{
    EngineBench engine;
    auto dialled = engine.dial("unix:///run/docker.sock");
    REQUIRE(dialled.stream);
    Peer api = engine.api_accepts();
    engine.stop_guest();
    dialled.stream->send("question");
    CHECK(api.receive_until("question") == "question");
    api.send("answer");
    api.end_sending();
    CHECK(dialled.stream->receive_to_end() == "answer");
}

TEST_CASE("the guest is not woken by the bytes of a socket that it gave away")
{
    EngineBench engine;
    Peer stream = Peer::connect(engine.tunnel_socket());
    stream.send(request_frame("unix:///run/docker.sock", true));
    constexpr std::size_t kReplyBytes = 4096;
    const base::ReceivedFd given = base::receive_fd(stream.fd(), kReplyBytes);
    REQUIRE(given.fd);
    stream.receive_to_end(); // the guest has closed its own
    CHECK(epoll_watches_of(given.fd.get()) == 0);
}

TEST_CASE("a TCP target is reached, and a refusal keeps its reason")
{
    EngineBench engine;
    std::uint16_t port = 0;
    {
        const TcpListener listener;
        port = listener.port();
        auto dialled = engine.dial("tcp://127.0.0.1:" + std::to_string(port));
        REQUIRE(dialled.stream);
        Peer server = listener.accepts();
        server.send("hello");
        CHECK(dialled.stream->receive_until("hello") == "hello");
    }
    CHECK(engine.dial("tcp://127.0.0.1:" + std::to_string(port)).failure.find("Connection refused") !=
          std::string::npos);
}

TEST_CASE("anything but the engine's API and TCP is refused")
{
    EngineBench engine;
    CHECK(engine.dial("unix:///etc/shadow").failure.find("not permitted") != std::string::npos);
    CHECK(engine.dial("tcp://localhost:80").failure.find("not permitted") != std::string::npos);
}

TEST_CASE("without a guest the failure names the tunnel's socket")
{
    EngineBench engine;
    engine.stop_guest();
    CHECK(engine.dial("unix:///run/docker.sock").failure.find(engine.tunnel_socket()) != std::string::npos);
}

TEST_CASE("a host that cannot take a socket gets its bytes relayed, with half-close")
{
    EngineBench engine;
    Peer stream = Peer::connect(engine.tunnel_socket());
    stream.send(request_frame("unix:///run/docker.sock", false) + "early");
    Peer api = engine.api_accepts();
    const v1::DialReply reply = receive_reply(stream);
    CHECK(reply.error() == 0);
    CHECK_FALSE(reply.socket_follows());
    CHECK(api.receive_until("early") == "early");
    stream.end_sending();
    CHECK(api.receive_to_end().empty());
    api.send("late");
    api.close();
    CHECK(stream.receive_to_end() == "late");
}

TEST_CASE("a stream that does not begin with a request is closed")
{
    EngineBench engine;
    Peer stream = Peer::connect(engine.tunnel_socket());
    stream.send("\xff\xff\xff\xff garbage");
    CHECK(stream.receive_to_end().empty());
}
