// SPDX-License-Identifier: Apache-2.0
#include "client/event_publisher.hpp"

#include "client/socket_options.hpp"
#include "wire/zmq_frames.hpp"

namespace berth::client {

EventPublisher::EventPublisher(loop::EventLoop& loop, zmq::context_t& context, const std::string& endpoint)
    : loop_(loop), socket_(context, zmq::socket_type::xpub)
{
    set_peer_options(socket_);
    socket_.set(zmq::sockopt::xpub_verbose,
                1); // a new broker's subscription is no news to ZeroMQ, but is to us
    if (!endpoint.empty()) {
        socket_.connect(endpoint);
    }
    registration_ = loop_.add_socket(socket_, [this] { read_subscriptions(); });
}

EventPublisher::~EventPublisher()
{
    loop_.remove(registration_);
}

void EventPublisher::publish(wire::Frame event)
{
    if (event.envelope.state()) {
        states_[event.topic] = event;
    }
    if (broker_listens_) {
        (void)wire::send_frame(socket_,
                               event); // a full queue drops events, never blocks; states are repeated
        return;
    }
    if (!event.envelope.state()) {
        kept_.push_back(std::move(event));
        if (kept_.size() > kMaxKept) {
            kept_.pop_front();
        }
    }
}

void EventPublisher::read_subscriptions()
{
    zmq::message_t message;
    while (socket_.recv(message, zmq::recv_flags::dontwait)) {
        const bool subscribed = message.size() > 0 && *message.data<char>() == '\1';
        broker_listens_ = subscribed;
        if (!subscribed) {
            continue;
        }
        for (const auto& [topic, state] : states_) {
            (void)wire::send_frame(socket_, state);
        }
        for (const wire::Frame& event : kept_) {
            (void)wire::send_frame(socket_, event);
        }
        kept_.clear();
    }
}

} // namespace berth::client
