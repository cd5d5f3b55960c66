// SPDX-License-Identifier: Apache-2.0
#include "client/event_subscriber.hpp"

#include "client/socket_options.hpp"
#include "wire/zmq_frames.hpp"

namespace berth::client {

EventSubscriber::EventSubscriber(loop::EventLoop& loop, zmq::context_t& context, const std::string& endpoint)
    : loop_(loop), socket_(context, zmq::socket_type::sub)
{
    set_peer_options(socket_);
    socket_.connect(endpoint);
    registration_ = loop_.add_socket(socket_, [this] { read_events(); });
}

EventSubscriber::~EventSubscriber()
{
    loop_.remove(registration_);
}

void EventSubscriber::subscribe(const std::string& topic_prefix, OnEvent on_event)
{
    auto subscription = std::make_shared<Subscription>();
    subscription->prefix = topic_prefix;
    subscription->on_event = std::move(on_event);
    subscriptions_.push_back(std::move(subscription));
    socket_.set(zmq::sockopt::subscribe, topic_prefix);
}

void EventSubscriber::read_events()
{
    while (const std::optional<wire::ReceivedFrame> received = wire::receive_frame(socket_, false)) {
        if (received->frame) {
            deliver(*received->frame);
        }
    }
}

void EventSubscriber::deliver(const wire::Frame& event)
{
    const std::vector<std::shared_ptr<Subscription>> now = subscriptions_; // a handler may subscribe
    for (const std::shared_ptr<Subscription>& subscription : now) {
        if (event.topic.rfind(subscription->prefix, 0) != 0) {
            continue;
        }
        if (event.envelope.state()) {
            std::string& last = subscription->last_state_ids[event.topic];
            if (last == event.envelope.id()) {
                continue;
            }
            last = event.envelope.id();
        }
        subscription->on_event(event.topic, event.envelope, event.payload);
    }
}

} // namespace berth::client
