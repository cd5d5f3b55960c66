// SPDX-License-Identifier: Apache-2.0
// A broker's sockets without a broker: what a client says is seen, and answered, by the test.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include <google/protobuf/wrappers.pb.h>
#include <zmq.hpp>

#include "client/bus_client.hpp"
#include "tests/support/temp_dir.hpp"
#include "wire/zmq_frames.hpp"

namespace berth::test {

class FakeBroker {
public:
    explicit FakeBroker(const std::string& directory)
    {
        const client::Endpoints endpoints = client::Endpoints::in_directory(directory);
        for (zmq::socket_t* socket : {&commands, &events_in, &events_out}) {
            socket->set(zmq::sockopt::linger, 0);
        }
        events_out.set(zmq::sockopt::xpub_verbose, 1);
        commands.set(zmq::sockopt::router_mandatory, 1);
        commands.bind(endpoints.commands);
        events_in.bind(endpoints.events_in);
        events_out.bind(endpoints.events_out);
    }

    /// The next message on the commands socket, if there is one now.
    std::optional<wire::Frame> read()
    {
        const auto received = wire::receive_frame(commands, true);
        if (!received || !received->frame) {
            return std::nullopt;
        }
        last_peer = received->peer;
        return *received->frame;
    }

    void say(const std::string& peer, const google::protobuf::Message& message,
             const std::optional<bus::v1::Status>& status = {})
    {
        wire::Frame frame{"session", wire::make_envelope({}, message.GetTypeName()),
                          message.SerializeAsString()};
        if (status) {
            *frame.envelope.mutable_status() = *status;
        }
        (void)wire::send_frame_to(commands, peer, frame);
    }

    void listen_to_events()
    {
        const char everything = '\1';
        events_in.send(zmq::buffer(&everything, 1), zmq::send_flags::none);
    }

    std::optional<wire::Frame> read_event()
    {
        const auto received = wire::receive_frame(events_in, false);
        return received && received->frame ? std::optional(*received->frame) : std::nullopt;
    }

    zmq::context_t context{1};
    zmq::socket_t commands{context, zmq::socket_type::router};
    zmq::socket_t events_in{context, zmq::socket_type::xsub};
    zmq::socket_t events_out{context, zmq::socket_type::xpub};
    std::string last_peer;
};

inline bus::v1::Sender test_sender()
{
    bus::v1::Sender sender;
    sender.set_service("a");
    sender.set_side(bus::v1::SIDE_HOST);
    return sender;
}

/// Turns the loop until the condition holds; false when it does not within ten seconds.
inline bool turn_until(loop::EventLoop& loop, const std::function<bool()>& condition)
{
    const auto end = loop::Clock::now() + std::chrono::seconds{10};
    while (!condition()) {
        if (loop::Clock::now() > end) {
            return false;
        }
        loop.run_once(std::chrono::milliseconds{5}); // the fake broker's sockets wake no loop
    }
    return true;
}

} // namespace berth::test
