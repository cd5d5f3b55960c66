// SPDX-License-Identifier: Apache-2.0
// A peer without a client library: it says what no honest program would.
#pragma once

#include <optional>
#include <string>

#include <zmq.hpp>

#include "client/bus_client.hpp"
#include "wire/zmq_frames.hpp"

namespace berth::test {

inline bus::v1::Sender sender_of(const std::string& service, bus::v1::Side side)
{
    bus::v1::Sender sender;
    sender.set_service(service);
    sender.set_side(side);
    return sender;
}

class RawPeer {
public:
    RawPeer(const std::string& bus_dir, bus::v1::Sender self)
        : RawPeer(client::Endpoints::in_directory(bus_dir), std::move(self))
    {}
    RawPeer(const client::Endpoints& endpoints, bus::v1::Sender self) : self_(std::move(self))
    {
        socket_.set(zmq::sockopt::routing_id, wire::address_of(self_));
        socket_.set(zmq::sockopt::linger, 0);
        socket_.connect(endpoints.commands);
    }

    wire::Frame frame(const google::protobuf::Message& message, const std::string& target)
    {
        wire::Frame frame{"session", wire::make_envelope(self_, message.GetTypeName()),
                          message.SerializeAsString()};
        frame.envelope.set_target(target);
        return frame;
    }

    void send(const wire::Frame& frame) { (void)wire::send_frame(socket_, frame); }

    /// The next message, if one comes in time.
    std::optional<wire::Frame> receive(std::chrono::milliseconds at_most)
    {
        zmq::pollitem_t item{socket_.handle(), 0, ZMQ_POLLIN, 0};
        zmq::poll(&item, 1, at_most);
        const auto received = wire::receive_frame(socket_, false);
        return received && received->frame ? std::optional(*received->frame) : std::nullopt;
    }

    /// The next message of that type, or a response; others (Ping, Welcome) are read over.
    std::optional<wire::Frame> receive_type(const std::string& type, std::chrono::milliseconds at_most)
    {
        const auto end = loop::Clock::now() + at_most;
        for (auto now = loop::Clock::now(); now < end; now = loop::Clock::now()) {
            const auto got = receive(std::chrono::ceil<std::chrono::milliseconds>(end - now));
            if (got && got->envelope.message_type() == type) {
                return got;
            }
        }
        return std::nullopt;
    }

    zmq::socket_t& socket() { return socket_; }

private:
    zmq::context_t context_{1};
    zmq::socket_t socket_{context_, zmq::socket_type::dealer};
    bus::v1::Sender self_;
};

} // namespace berth::test
