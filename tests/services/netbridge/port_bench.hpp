// SPDX-License-Identifier: Apache-2.0
// Published ports as a test has them: the publisher on a data thread, and berth-port's side of its leases.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <catch2/catch.hpp>

#include "base/linux/unix_socket.hpp"
#include "berth/netbridge/v1/ports.pb.h"
#include "engine_bench.hpp"
#include "services/netbridge/host/ports/port_publisher.hpp"
#include "wire/length_frames.hpp"

namespace berth::netbridge::test {

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
                  const std::string& container = "127.0.0.1", const std::string& host = "127.0.0.1")
    {
        v1::PortFrame frame;
        frame.mutable_publish()->set_protocol(protocol);
        frame.mutable_publish()->set_host_address(host);
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

} // namespace berth::netbridge::test
