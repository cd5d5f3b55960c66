// SPDX-License-Identifier: Apache-2.0
// The publishing half of a bus client. An XPUB socket, because it sees the broker's subscription arrive:
// before it events would be dropped silently, so they are kept; with it (first connection or a new broker)
// the last value of every state topic is sent again. While a known broker is away ZeroMQ itself queues what
// is published.
#pragma once

#include <deque>
#include <map>
#include <string>

#include <google/protobuf/message.h>
#include <zmq.hpp>

#include "loop/event_loop.hpp"
#include "wire/frame.hpp"

namespace berth::client {

class EventPublisher {
public:
    EventPublisher(loop::EventLoop& loop, zmq::context_t& context, const std::string& endpoint,
                   const bus::v1::Sender& self);
    ~EventPublisher();
    EventPublisher(const EventPublisher&) = delete;
    EventPublisher& operator=(const EventPublisher&) = delete;

    /// Throws base::Error for one that is over a limit.
    void publish(const std::string& topic, const google::protobuf::Message& event, bool state);

private:
    static constexpr std::size_t kMaxKept =
        1024; ///< events kept while no broker listens; older ones are dropped

    void read_subscriptions();

    loop::EventLoop& loop_;
    zmq::socket_t socket_;
    bus::v1::Envelope envelope_; ///< of the last event; its memory is the next one's
    bool broker_listens_ = false;
    std::map<std::string, wire::Frame> states_; ///< by topic
    std::deque<wire::Frame> kept_;
    loop::Registration registration_ = 0;
};

} // namespace berth::client
