// SPDX-License-Identifier: Apache-2.0
// The subscribing half of a bus client. The broker repeats present states to everybody whose prefix matches
// when anybody subscribes, so an event that was delivered already is recognised by its id and dropped here.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <zmq.hpp>

#include "client/bus_client.hpp"
#include "wire/frame.hpp"

namespace berth::client {

class EventSubscriber {
public:
    EventSubscriber(loop::EventLoop& loop, zmq::context_t& context, const std::string& endpoint);
    ~EventSubscriber();
    EventSubscriber(const EventSubscriber&) = delete;
    EventSubscriber& operator=(const EventSubscriber&) = delete;

    void subscribe(const std::string& topic_prefix, OnEvent on_event);

private:
    struct Subscription {
        std::string prefix;
        OnEvent on_event;
        std::map<std::string, std::string> last_state_ids; ///< topic -> envelope id
    };

    void read_events();
    void deliver(const wire::Frame& event);

    loop::EventLoop& loop_;
    zmq::socket_t socket_;
    std::vector<std::shared_ptr<Subscription>> subscriptions_;
    loop::Registration registration_ = 0;
};

} // namespace berth::client
