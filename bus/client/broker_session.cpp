// SPDX-License-Identifier: Apache-2.0
#include "client/broker_session.hpp"

namespace berth::client {

void BrokerSession::say(const google::protobuf::Message& message) const
{
    wire::Frame frame{"session", wire::make_envelope(self_, message.GetDescriptor()->full_name()),
                      message.SerializeAsString()};
    frame.envelope.set_target(wire::kBrokerAddress);
    send_(std::move(frame));
}

void BrokerSession::say_hello() const
{
    bus::v1::Hello hello;
    hello.set_protocol_major(wire::kProtocolMajor);
    hello.set_protocol_minor(wire::kProtocolMinor);
    *hello.mutable_peer() = self_;
    hello.set_build(BERTH_VERSION);
    say(hello);
}

void BrokerSession::link_changed(bool up)
{
    if (up) {
        say_hello();
    } else {
        set_connected(false);
    }
}

void BrokerSession::set_connected(bool connected)
{
    if (connected_ == connected) {
        return;
    }
    connected_ = connected;
    for (const OnConnection& handler : connection_handlers_) {
        handler(connected);
    }
}

bool BrokerSession::dispatch(const wire::Frame& frame)
{
    const std::string& type = frame.envelope.message_type();
    if (type == bus::v1::Welcome::descriptor()->full_name()) {
        take_welcome(frame.envelope);
        return true;
    }
    if (type == bus::v1::Ping::descriptor()->full_name()) {
        answer_ping();
        return true;
    }
    if (type == bus::v1::Hello::descriptor()->full_name()) { // a broker that does not know us (any more) asks
        say_hello();
        return true;
    }
    bus::v1::Drain drain;
    if (type == bus::v1::Drain::descriptor()->full_name() && drain.ParseFromString(frame.payload)) {
        if (on_drain_) {
            on_drain_(drain.reason());
        }
        return true;
    }
    return false;
}

void BrokerSession::take_welcome(const bus::v1::Envelope& envelope)
{
    if (!envelope.has_status()) {
        set_connected(true);
    } else if (on_refused_) {
        on_refused_(envelope.status());
    }
}

void BrokerSession::answer_ping() const
{
    bus::v1::Pong pong;
    if (health_source_) {
        *pong.mutable_health() = health_source_();
    }
    say(pong);
}

} // namespace berth::client
