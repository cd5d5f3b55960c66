// SPDX-License-Identifier: Apache-2.0
// This peer's session with the broker: Hello on each new connection, health for each Ping, and whether the
// broker has welcomed us. proto/berth/bus/v1/session.proto is the grammar.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "berth/bus/v1/session.pb.h"
#include "wire/frame.hpp"

namespace berth::client {

class BrokerSession {
public:
    using Send = std::function<void(wire::Frame)>;
    using OnConnection = std::function<void(bool connected)>;
    using OnRefused = std::function<void(const bus::v1::Status&)>;
    using HealthSource = std::function<bus::v1::Health()>;
    using OnDrain = std::function<void(bus::v1::DrainReason)>;

    BrokerSession(bus::v1::Sender self, Send send) : self_(std::move(self)), send_(std::move(send)) {}

    void on_connection_change(OnConnection handler) { connection_handlers_.push_back(std::move(handler)); }
    void on_refused(OnRefused handler) { on_refused_ = std::move(handler); }
    void set_health_source(HealthSource source) { health_source_ = std::move(source); }
    void on_drain(OnDrain handler) { on_drain_ = std::move(handler); }

    /// The connection came up, or went away.
    void link_changed(bool up);
    /// False for a message that is not of a session.
    bool dispatch(const wire::Frame& frame);
    /// A session message to the broker.
    void say(const google::protobuf::Message& message) const;

    bool connected() const { return connected_; } ///< welcomed, and the connection is up

private:
    void say_hello() const;
    void answer_ping() const;
    void take_welcome(const bus::v1::Envelope& envelope);
    void set_connected(bool connected);

    bus::v1::Sender self_;
    Send send_;
    std::vector<OnConnection> connection_handlers_;
    OnRefused on_refused_;
    HealthSource health_source_;
    OnDrain on_drain_;
    bool connected_ = false;
};

} // namespace berth::client
