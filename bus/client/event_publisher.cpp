// SPDX-License-Identifier: Apache-2.0
#include "client/event_publisher.hpp"

#include "base/error.hpp"
#include "client/socket_options.hpp"
#include "wire/zmq_frames.hpp"

namespace berth::client {

EventPublisher::EventPublisher(loop::EventLoop& loop, zmq::context_t& context, const std::string& endpoint,
                               const bus::v1::Sender& self)
    : loop_(loop), socket_(context, zmq::socket_type::xpub)
{
    *envelope_.mutable_sender() = self;
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

void EventPublisher::publish(const std::string& topic, const google::protobuf::Message& event, bool state)
{
    envelope_.set_message_type(event.GetDescriptor()->full_name());
    envelope_.set_state(state);
    wire::renew(envelope_);
    wire::Parts parts;
    parts.write(topic, envelope_, event);
    if (const auto failure = wire::over_limit(parts.sizes(), envelope_.message_type())) {
        throw base::Error(failure->message, failure->hint);
    }
    if (broker_listens_) { // a full queue drops events, never blocks; states are repeated
        (void)parts.send(socket_);
    }
    if (state) {
        states_[topic] = {topic, envelope_, event.SerializeAsString()};
    } else if (!broker_listens_) {
        kept_.push_back({topic, envelope_, event.SerializeAsString()});
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
