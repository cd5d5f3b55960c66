// SPDX-License-Identifier: Apache-2.0
// One peer's connection to the bus: publish and subscribe events, send commands with deadlines, answer
// commands.
//
// The broker may die and come back at any time: the client says Hello again by itself, subscriptions stay,
// the last value of each state topic that was published here is published again, and a command that was under
// way is sent again if it may be (Delivery), else it fails with STATUS_CODE_DEADLINE at its deadline. Where
// its target dies it fails with STATUS_CODE_UNAVAILABLE, soon. Threading: belongs to the loop's thread.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <google/protobuf/message.h>

#include "berth/bus/v1/envelope.pb.h"
#include "berth/bus/v1/session.pb.h"
#include "loop/event_loop.hpp"

namespace berth::client {

/// ZeroMQ endpoints of the broker as this side sees them (guest: the tunnel's local ends).
struct Endpoints {
    std::string commands;   ///< "ipc:///run/berth/bus/commands.sock"
    std::string events_in;  ///< where events are published to; empty: nothing is
    std::string events_out; ///< where events are subscribed from

    static Endpoints in_directory(const std::string& directory);
    /// Of a peer that may only ask; its service name begins with wire::kQueryPrefix.
    static Endpoints for_questions(const std::string& directory);
};

/// What came back for a command: `status` is unset (code unspecified) when it went well.
struct Outcome {
    bus::v1::Status status;
    std::string payload;
    bool ok() const { return status.code() == bus::v1::STATUS_CODE_UNSPECIFIED; }
};
using OnOutcome = std::function<void(const Outcome&)>;

/// Answers one command, now or later, exactly once; a Responder dropped unused answers STATUS_CODE_FAILED.
class Responder {
public:
    virtual ~Responder() = default;
    virtual void reply(const google::protobuf::Message& response) = 0;
    virtual void fail(bus::v1::StatusCode code, const std::string& message, const std::string& hint = {}) = 0;
    virtual const bus::v1::Envelope& request() const = 0;
};
using ResponderPtr = std::shared_ptr<Responder>;

using OnCommand = std::function<void(const std::string& payload, const ResponderPtr& responder)>;
using OnEvent = std::function<void(const std::string& topic, const bus::v1::Envelope& envelope,
                                   const std::string& payload)>;
using OnPayload = std::function<void(const std::string& topic, std::string_view payload)>;

/// What becomes of a command when the broker, or who was to carry it out, dies while it is under way.
enum class Delivery {
    once,   ///< it is lost, or only its answer is
    repeat, ///< their successors get it, too: for commands that may be carried out twice
};

class BusClient {
public:
    /// `self` is announced in Hello. Throws when the endpoints cannot be used at all; an absent broker is
    /// waited for.
    BusClient(loop::EventLoop& loop, const Endpoints& endpoints, bus::v1::Sender self);
    ~BusClient();
    BusClient(const BusClient&) = delete;
    BusClient& operator=(const BusClient&) = delete;

    /// An event; nobody answers. Throws base::Error for one larger than wire/limits.hpp allows. Topic
    /// grammar: "<side>.<service>.<what>[.<which>]".
    void publish(const std::string& topic, const google::protobuf::Message& event);
    /// A state event: the broker keeps it for late subscribers; this client repeats it to a new broker.
    void publish_state(const std::string& topic, const google::protobuf::Message& event);

    /// Events whose topic starts with the prefix: first the present state, then changes; no duplicates of an
    /// event.
    void subscribe(const std::string& topic_prefix, OnEvent on_event);

    /// Typed: only events of that message type; a payload that does not parse is dropped.
    template <class Event>
    void on_event(const std::string& topic_prefix,
                  std::function<void(const std::string& topic, const Event&)> handler);

    /// Sends a command; `on_outcome` is called exactly once, with STATUS_CODE_DEADLINE when no answer came in
    /// time and STATUS_CODE_INVALID for a command larger than wire/limits.hpp allows; never from within this
    /// call.
    void request(const std::string& target, const google::protobuf::Message& command,
                 std::chrono::milliseconds deadline, OnOutcome on_outcome,
                 Delivery delivery = Delivery::once);

    /// Typed: `handler(status-carrying outcome, parsed response)`.
    template <class Response>
    void request(const std::string& target, const google::protobuf::Message& command,
                 std::chrono::milliseconds deadline,
                 std::function<void(const Outcome&, const Response&)> handler,
                 Delivery delivery = Delivery::once);

    /// Registers the handler of a command type; one each. An exception becomes a failed answer, the service
    /// lives on.
    void handle(const std::string& message_type, OnCommand handler);

    template <class Command>
    void handle(std::function<void(const Command&, const ResponderPtr&)> handler);

    bool connected() const; ///< Welcome received and the broker was heard from lately
    void on_connection_change(std::function<void(bool connected)> handler);
    /// The broker refused our Hello (version mismatch): the reason; set once.
    void on_refused(std::function<void(const bus::v1::Status&)> handler);

    /// Answers the broker's Ping.
    void set_health_source(std::function<bus::v1::Health()> source);
    void announce_health(const bus::v1::Health& health); ///< HealthChanged, now
    void on_drain(std::function<void(bus::v1::DrainReason)> handler);
    void send_drained();
    void send_goodbye();

private:
    void subscribe_to_type(const std::string& topic_prefix, const std::string& message_type,
                           OnPayload on_payload);

    struct Implementation;
    std::unique_ptr<Implementation> implementation_;
};

template <class Event>
void BusClient::on_event(const std::string& topic_prefix,
                         std::function<void(const std::string&, const Event&)> handler)
{
    subscribe_to_type(topic_prefix, Event::descriptor()->full_name(),
                      [handler = std::move(handler)](const std::string& topic, std::string_view payload) {
                          Event event;
                          if (event.ParseFromArray(payload.data(), static_cast<int>(payload.size()))) {
                              handler(topic, event);
                          }
                      });
}

template <class Response>
void BusClient::request(const std::string& target, const google::protobuf::Message& command,
                        std::chrono::milliseconds deadline,
                        std::function<void(const Outcome&, const Response&)> handler, Delivery delivery)
{
    request(target, command, deadline,
            OnOutcome([handler = std::move(handler), target](const Outcome& outcome) {
                Response response;
                if (outcome.ok() && !response.ParseFromString(outcome.payload)) {
                    Outcome broken;
                    broken.status.set_code(bus::v1::STATUS_CODE_FAILED);
                    broken.status.set_message(target + " sent an answer that is not a " +
                                              Response::descriptor()->full_name());
                    handler(broken, response);
                    return;
                }
                handler(outcome, response);
            }),
            delivery);
}

template <class Command>
void BusClient::handle(std::function<void(const Command&, const ResponderPtr&)> handler)
{
    handle(Command::descriptor()->full_name(),
           [handler = std::move(handler)](const std::string& payload, const ResponderPtr& responder) {
               Command command;
               if (!command.ParseFromString(payload)) {
                   responder->fail(bus::v1::STATUS_CODE_INVALID,
                                   "the payload is not a " + Command::descriptor()->full_name());
                   return;
               }
               handler(command, responder);
           });
}

} // namespace berth::client
