// SPDX-License-Identifier: Apache-2.0
// Published UDP ports over real sockets on the loopback; the "container" is a socket of the test.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "base/error.hpp"
#include "berth/netbridge/v1/dial.pb.h"
#include "port_bench.hpp"
#include "services/netbridge/host/dialer.hpp"
#include "services/netbridge/host/ports/udp_forward.hpp"
#include "services/netbridge/stream/join.hpp"

using namespace berth;
using namespace berth::netbridge;
using namespace berth::netbridge::test;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds kPatience{10s};
constexpr std::chrono::milliseconds kSilence{200ms}; // in which nothing may come

/// A UDP socket on an address of 127.0.0.0/8.
class UdpPeer {
public:
    explicit UdpPeer(const std::string& address = "127.0.0.1", std::uint16_t port = 0)
        : fd_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0))
    {
        const sockaddr_in own = to_address(address, port);
        REQUIRE(::bind(fd_.get(), reinterpret_cast<const sockaddr*>(&own), sizeof own) == 0);
    }

    std::uint16_t port() const
    {
        sockaddr_in own{};
        socklen_t length = sizeof own;
        REQUIRE(::getsockname(fd_.get(), reinterpret_cast<sockaddr*>(&own), &length) == 0);
        return ntohs(own.sin_port);
    }

    void send(const std::string& datagram, std::uint16_t to, const std::string& address = "127.0.0.1") const
    {
        const sockaddr_in target = to_address(address, to);
        REQUIRE(::sendto(fd_.get(), datagram.data(), datagram.size(), 0,
                         reinterpret_cast<const sockaddr*>(&target),
                         sizeof target) == static_cast<ssize_t>(datagram.size()));
    }

    struct Received {
        std::string datagram;
        std::string address; ///< of the sender
        std::uint16_t port = 0;
    };
    std::optional<Received> receive(std::chrono::milliseconds at_most = kPatience) const
    {
        pollfd entry{.fd = fd_.get(), .events = POLLIN, .revents = 0};
        if (::poll(&entry, 1, static_cast<int>(at_most.count())) <= 0) {
            return std::nullopt;
        }
        std::string datagram(70000, '\0');
        sockaddr_in sender{};
        socklen_t length = sizeof sender;
        const ssize_t got = ::recvfrom(fd_.get(), datagram.data(), datagram.size(), 0,
                                       reinterpret_cast<sockaddr*>(&sender), &length);
        REQUIRE(got >= 0);
        datagram.resize(static_cast<std::size_t>(got));
        return Received{datagram, ::inet_ntoa(sender.sin_addr), ntohs(sender.sin_port)};
    }
    void answer(const Received& to, const std::string& datagram) const
    {
        send(datagram, to.port, to.address);
    }

private:
    static sockaddr_in to_address(const std::string& address, std::uint16_t port)
    {
        sockaddr_in result{};
        result.sin_family = AF_INET;
        result.sin_port = htons(port);
        REQUIRE(::inet_pton(AF_INET, address.c_str(), &result.sin_addr) == 1);
        return result;
    }
    base::UniqueFd fd_;
};

std::uint16_t free_udp_port()
{
    return UdpPeer().port();
}

/// The datagram at the container, and its answer at the client.
void check_exchange(const UdpPeer& client, const UdpPeer& container, std::uint16_t port,
                    const std::string& question)
{
    client.send(question, port);
    const auto asked = container.receive();
    REQUIRE(asked);
    CHECK(asked->datagram == question);
    container.answer(*asked, "answer to " + question.substr(0, 20));
    const auto answered = client.receive();
    REQUIRE(answered);
    CHECK(answered->datagram == "answer to " + question.substr(0, 20));
    CHECK(answered->port == port);
}

} // namespace

TEST_CASE("datagrams of a published UDP port reach the container, and answers their client")
{
    PortBench bench;
    const UdpPeer container;
    const std::uint16_t port = free_udp_port();
    auto lease = bench.publish(port, container.port(), "udp");
    REQUIRE(lease.failure.empty());
    CHECK(bench.count() == 1);
    const UdpPeer one;
    const UdpPeer other;
    check_exchange(one, container, port, "first");
    check_exchange(other, container, port, "second");
    check_exchange(one, container, port, "third");
}

TEST_CASE("datagrams stay whole: empty ones, and the largest")
{
    PortBench bench;
    const UdpPeer container;
    const std::uint16_t port = free_udp_port();
    auto lease = bench.publish(port, container.port(), "udp");
    const UdpPeer client;
    check_exchange(client, container, port, "");
    check_exchange(client, container, port, std::string(65507, 'x'));
}

TEST_CASE("a flow stays one: its datagrams come to the container from one port, in order")
{
    PortBench bench;
    const UdpPeer container;
    const std::uint16_t port = free_udp_port();
    auto lease = bench.publish(port, container.port(), "udp");
    const UdpPeer client;
    std::uint16_t seen = 0;
    for (int i = 0; i < 10; ++i) { // the first ones wait until the container is dialled
        client.send(std::to_string(i), port);
    }
    for (int i = 0; i < 10; ++i) {
        const auto received = container.receive();
        REQUIRE(received);
        CHECK(received->datagram == std::to_string(i));
        seen = i == 0 ? received->port : seen;
        CHECK(received->port == seen);
    }
}

TEST_CASE("an answer comes from the address that the client has asked")
{
    PortBench bench;
    const UdpPeer container;
    const std::uint16_t port = free_udp_port();
    auto lease = bench.publish(port, container.port(), "udp", "127.0.0.1", "0.0.0.0");
    REQUIRE(lease.failure.empty());
    const UdpPeer client;
    client.send("question", port, "127.0.0.77");
    const auto asked = container.receive();
    REQUIRE(asked);
    container.answer(*asked, "answer");
    const auto answered = client.receive();
    REQUIRE(answered);
    CHECK(answered->address == "127.0.0.77");
}

TEST_CASE("a container that does not listen yet costs only the datagrams of that time")
{
    PortBench bench;
    const std::uint16_t inside = free_udp_port();
    const std::uint16_t port = free_udp_port();
    auto lease = bench.publish(port, inside, "udp");
    const UdpPeer client;
    client.send("too early", port);
    CHECK_FALSE(client.receive(kSilence));
    const UdpPeer container("127.0.0.1", inside);
    check_exchange(client, container, port, "now");
}

TEST_CASE("a withdrawn UDP port is free at once, and one that a program has is refused with its name")
{
    PortBench bench;
    const std::uint16_t port = free_udp_port();
    {
        auto lease = bench.publish(port, 1, "udp");
        REQUIRE(lease.failure.empty());
        PortBench::withdraw(lease);
    }
    const UdpPeer program("127.0.0.1", port);
    CHECK(bench.publish(port, 1, "udp")
              .failure.find("UDP port 127.0.0.1:" + std::to_string(port) +
                            " of the host is already used by") == 0);
    CHECK(bench.count() == 0);
}

namespace {

/// A forward with bounds of the test's own.
class SmallPort {
public:
    SmallPort(const UdpLimits& limits, std::uint16_t container) : port(free_udp_port())
    {
        engine.thread().run([&] {
            ErrorCode error;
            forward_ = forward_udp_within(
                limits, {asio::ip::make_address("127.0.0.1"), port}, {},
                {.context = engine.thread().context(),
                 .dialer = engine.dialer(),
                 .streams = streams_,
                 .target =
                     [container] {
                         return std::optional(InetTarget{Transport::udp, "127.0.0.1", container});
                     }},
                error);
            base::expects(!error, "the port is free");
        });
    }
    ~SmallPort()
    {
        engine.thread().run([this] { forward_.reset(); });
    }

    EngineBench engine;
    const std::uint16_t port;

private:
    StreamTable streams_;
    std::unique_ptr<PortForward> forward_;
};

} // namespace

TEST_CASE("beyond its bound a port gives up the flow that was used longest ago")
{
    const UdpPeer container;
    const SmallPort small({.flows = 2}, container.port());
    const UdpPeer clients[3];
    for (const UdpPeer& client : clients) {
        check_exchange(client, container, small.port, "hello");
    }
    clients[1].send("still the same flow", small.port);
    const auto second = container.receive();
    clients[0].send("a new flow", small.port);
    const auto first = container.receive();
    REQUIRE(first);
    REQUIRE(second);
    container.answer(*first, "to the first");
    CHECK(clients[0].receive()->datagram == "to the first");
}

TEST_CASE("a flow that nobody uses ends, and the next datagram begins another")
{
    const UdpPeer container;
    const SmallPort small({.idle = 300ms}, container.port());
    const UdpPeer client;
    client.send("one", small.port);
    const auto one = container.receive();
    REQUIRE(one);
    CHECK_FALSE(client.receive(600ms)); // by then it has ended
    container.answer(*one, "too late");
    CHECK_FALSE(client.receive(kSilence));
    check_exchange(client, container, small.port, "two");
}

TEST_CASE("a host that cannot take a socket gets its datagrams over the stream")
{
    EngineBench engine;
    const UdpPeer container;
    v1::DialRequest request;
    request.set_target("udp://127.0.0.1:" + std::to_string(container.port()));
    Peer stream = Peer::connect(engine.tunnel_socket());
    stream.send(wire::encode_message(request) + wire::encode_frame("one", 65536) +
                wire::encode_frame("", 65536) + wire::encode_frame(std::string(65507, 'y'), 65536));
    wire::FrameDecoder frames;
    const auto next_frame = [&] {
        std::optional<std::string> frame = frames.next();
        while (!frame) {
            frames.feed(stream.receive_bytes(1));
            frame = frames.next();
        }
        return *frame;
    };
    v1::DialReply reply;
    REQUIRE(reply.ParseFromString(next_frame()));
    CHECK(reply.error() == 0);
    CHECK_FALSE(reply.socket_follows());
    const auto one = container.receive();
    REQUIRE(one);
    CHECK(one->datagram == "one");
    CHECK(container.receive()->datagram.empty());
    CHECK(container.receive()->datagram.size() == 65507);
    container.answer(*one, "answer");
    container.answer(*one, "");
    CHECK(next_frame() == "answer");
    CHECK(next_frame().empty());
}
