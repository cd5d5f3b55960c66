// SPDX-License-Identifier: Apache-2.0
// The subscribing half of a bus client. The broker repeats present states to everybody whose prefix matches
// when anybody subscribes, so an event that was delivered already is recognised by its id and dropped here.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <zmq.hpp>

#include "client/bus_client.hpp"
#include "wire/zmq_frames.hpp"

namespace berth::client {

class EventSubscriber {
public:
    EventSubscriber(loop::EventLoop& loop, zmq::context_t& context, const std::string& endpoint);
    ~EventSubscriber();
    EventSubscriber(const EventSubscriber&) = delete;
    EventSubscriber& operator=(const EventSubscriber&) = delete;

    void subscribe(const std::string& topic_prefix, OnEvent on_event);
    /// Events of that type only; their envelopes are not unpacked.
    void subscribe(const std::string& topic_prefix, const std::string& message_type, OnPayload on_payload);

private:
    using OnParts =
        std::function<void(const std::string& topic, const wire::EventHead& head, const wire::Parts& parts)>;
    struct Subscription {
        std::string prefix;
        OnParts on_parts;
        std::map<std::string, std::string> last_state_ids; ///< topic -> envelope id
    };

    void read_events();
    void add(const std::string& topic_prefix, OnParts on_parts);
    void deliver(const wire::EventHead& head, const wire::Parts& parts);

    loop::EventLoop& loop_;
    zmq::socket_t socket_;
    std::vector<std::unique_ptr<Subscription>> subscriptions_;
    std::string topic_memory_; ///< of the event before, to be used again
    loop::Registration registration_ = 0;
};

} // namespace berth::client
