// SPDX-License-Identifier: Apache-2.0
#include "client/event_subscriber.hpp"

#include <optional>
#include <utility>

#include "client/socket_options.hpp"

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
    add(topic_prefix, [on_event = std::move(on_event)](const std::string& topic, const wire::EventHead&,
                                                       const wire::Parts& parts) {
        if (const base::Result<wire::Frame> event = parts.frame()) {
            on_event(topic, event->envelope, event->payload);
        }
    });
}

void EventSubscriber::subscribe(const std::string& topic_prefix, const std::string& message_type,
                                OnPayload on_payload)
{
    add(topic_prefix, [message_type, on_payload = std::move(on_payload)](
                          const std::string& topic, const wire::EventHead& head, const wire::Parts& parts) {
        if (head.message_type == message_type) {
            on_payload(topic, parts.payload());
        }
    });
}

void EventSubscriber::add(const std::string& topic_prefix, OnParts on_parts)
{
    auto subscription = std::make_unique<Subscription>();
    subscription->prefix = topic_prefix;
    subscription->on_parts = std::move(on_parts);
    subscriptions_.push_back(std::move(subscription));
    socket_.set(zmq::sockopt::subscribe, topic_prefix);
}

void EventSubscriber::read_events()
{
    wire::Parts parts;
    while (parts.receive(socket_)) {
        if (const std::optional<wire::EventHead> head = parts.head()) {
            deliver(*head, parts);
        }
    }
}

void EventSubscriber::deliver(const wire::EventHead& head, const wire::Parts& parts)
{
    std::string topic = std::move(topic_memory_); // a handler may turn the loop, and come here again
    topic = parts.topic();
    const std::size_t present = subscriptions_.size(); // a handler may subscribe; what is there stays
    for (std::size_t i = 0; i < present; ++i) {
        Subscription& subscription = *subscriptions_[i];
        if (!topic.starts_with(subscription.prefix)) {
            continue;
        }
        if (head.state) {
            std::string& last = subscription.last_state_ids[topic];
            if (last == head.id) {
                continue;
            }
            last = head.id;
        }
        subscription.on_parts(topic, head, parts);
    }
    topic_memory_ = std::move(topic);
}

} // namespace berth::client
