// SPDX-License-Identifier: Apache-2.0
// Events: everything that comes in goes out, and a new subscription gets the present states of its prefix
// first.
#pragma once

#include <chrono>

#include <zmq.hpp>

#include "broker/core/last_values.hpp"
#include "loop/event_loop.hpp"

namespace berth::broker {

class EventHub {
public:
    /// Binds both endpoints. Throws zmq::error_t.
    EventHub(loop::EventLoop& loop, zmq::context_t& context, const std::string& in, const std::string& out);
    ~EventHub();
    EventHub(const EventHub&) = delete;
    EventHub& operator=(const EventHub&) = delete;

    /// Lets what peers publish wait for so long. A broker that takes over from a dead one does so: publishers
    /// and subscribers reconnect in any order, and an event that passed before its subscriber is back would
    /// be lost.
    void hold(std::chrono::milliseconds time);

    /// An event of the broker's own.
    void publish(const wire::Frame& event);

private:
    void read_events();
    void read_subscriptions();

    loop::EventLoop& loop_;
    zmq::socket_t in_;  // XSUB: publishers connect
    zmq::socket_t out_; // XPUB: subscribers connect
    LastValues states_;
    int last_turn_ = 0;                      ///< events of the turn before
    loop::Registration in_registration_ = 0; ///< of the socket, or of the timer while it is held
    loop::Registration out_registration_ = 0;
};

} // namespace berth::broker
