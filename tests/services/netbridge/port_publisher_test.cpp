// SPDX-License-Identifier: Apache-2.0
// Published ports over real sockets on the loopback; the "container" is a listener of the test.
#include <catch2/catch.hpp>

#include "base/files.hpp"
#include "berth/netbridge/v1/ports.pb.h"
#include "engine_bench.hpp"
#include "services/netbridge/host/ports/port_publisher.hpp"
#include "wire/length_frames.hpp"

using namespace berth;
using namespace berth::netbridge;
using namespace berth::netbridge::test;

namespace {

class PortBench {
public:
    PortBench()
    {
        engine.thread().run([this] {
            publisher_ = std::make_unique<PortPublisher>(
                engine.thread().context(), base::listen_unix(engine.dir() / "ports.sock", 0600),
                engine.dialer(), kept_, [this](const PortPublisher::Ports& ports) { ports_ = ports; });
        });
    }
    ~PortBench()
    {
        engine.thread().run([this] { publisher_.reset(); });
    }

    struct Lease {
        Peer stream;
        std::string failure;
    };
    Lease publish(std::uint16_t host_port, std::uint16_t container_port, const std::string& protocol = "tcp",
                  const std::string& container = "127.0.0.1")
    {
        v1::PortFrame frame;
        frame.mutable_publish()->set_protocol(protocol);
        frame.mutable_publish()->set_host_address("127.0.0.1");
        frame.mutable_publish()->set_host_port(host_port);
        frame.mutable_publish()->set_container_address(container);
        frame.mutable_publish()->set_container_port(container_port);
        Lease lease{.stream = Peer::connect(engine.dir() / "ports.sock"), .failure = {}};
        lease.stream.send(wire::encode_message(frame));
        wire::FrameDecoder decoder;
        std::optional<std::string> payload;
        while (!payload) {
            decoder.feed(lease.stream.receive_bytes(1));
            payload = decoder.next();
        }
        v1::PublishPortReply reply;
        REQUIRE(reply.ParseFromString(*payload));
        lease.failure = reply.failure();
        return lease;
    }

    static void withdraw(Lease& lease)
    {
        v1::PortFrame frame;
        frame.mutable_withdraw();
        lease.stream.send(wire::encode_message(frame));
        lease.stream.receive_to_end();
    }

    std::size_t count()
    {
        std::size_t size = 0;
        engine.thread().run([&] { size = ports_.size(); });
        return size;
    }

    EngineBench engine;

private:
    loop::EventLoop loop_; // of what is kept: here nothing is
    service::KeptFds kept_{loop_, "/nowhere"};
    PortPublisher::Ports ports_;
    std::unique_ptr<PortPublisher> publisher_;
};

/// A port that was free a moment ago.
std::uint16_t free_port()
{
    return TcpListener().port();
}

} // namespace

TEST_CASE("a published port leads to the container, half-close included")
{
    PortBench bench;
    const TcpListener container;
    const std::uint16_t port = free_port();
    auto lease = bench.publish(port, container.port());
    REQUIRE(lease.failure.empty());
    CHECK(bench.count() == 1);
    auto client = connect_tcp(port);
    REQUIRE(client);
    Peer server = container.accepts();
    client->send("request");
    client->end_sending();
    CHECK(server.receive_to_end() == "request");
    server.send("response");
    server.close();
    CHECK(client->receive_to_end() == "response");
}

TEST_CASE("a withdrawn port is closed at once")
{
    PortBench bench;
    const std::uint16_t port = free_port();
    auto lease = bench.publish(port, 1);
    REQUIRE(lease.failure.empty());
    PortBench::withdraw(lease);
    CHECK_FALSE(connect_tcp(port));
    CHECK(bench.count() == 0);
}

TEST_CASE("a lost lease keeps its port, and coming back takes it over")
{
    PortBench bench;
    const TcpListener container;
    const std::uint16_t port = free_port();
    auto lease = bench.publish(port, container.port());
    lease.stream.close();
    CHECK(connect_tcp(port));
    auto again = bench.publish(port, container.port());
    CHECK(again.failure.empty());
    PortBench::withdraw(again);
    CHECK_FALSE(connect_tcp(port));
}

TEST_CASE("a port that a program has is refused with the program's name and pid")
{
    PortBench bench;
    const TcpListener other;
    const auto lease = bench.publish(other.port(), 1);
    CHECK(lease.failure.find("already used by another published port of berth") !=
          std::string::npos); // this process
    CHECK(bench.count() == 0);
}

TEST_CASE("a port that another container has is refused")
{
    PortBench bench;
    const std::uint16_t port = free_port();
    auto lease = bench.publish(port, 80, "tcp", "172.17.0.2");
    REQUIRE(lease.failure.empty());
    CHECK(bench.publish(port, 80, "tcp", "172.17.0.3").failure.find("172.17.0.2") != std::string::npos);
}

TEST_CASE("a protocol that is not published is refused in plain words")
{
    PortBench bench;
    CHECK(bench.publish(free_port(), 53, "udp").failure.find("TCP ports only; udp port") !=
          std::string::npos);
}

TEST_CASE("a client of a container that does not listen is reset")
{
    PortBench bench;
    const std::uint16_t port = free_port();
    auto lease = bench.publish(port, free_port());
    auto client = connect_tcp(port);
    REQUIRE(client);
    CHECK(client->receive_to_end().empty());
}
