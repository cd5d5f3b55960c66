// SPDX-License-Identifier: Apache-2.0
// Three connections: commands (DEALER, with our address as routing id), events in (XPUB), events out (SUB).
// Only the commands connection is a session. Its parts: the session itself (broker_session.hpp), commands of
// our own that wait for an answer (pending_commands.hpp), commands to us (command_table.hpp).
#include "client/bus_client.hpp"

#include <google/protobuf/util/time_util.h>
#include <optional>

#include "base/error.hpp"
#include "client/broker_session.hpp"
#include "client/command_table.hpp"
#include "client/event_publisher.hpp"
#include "client/event_subscriber.hpp"
#include "client/pending_commands.hpp"
#include "client/socket_monitor.hpp"
#include "client/socket_options.hpp"
#include "wire/frame.hpp"
#include "wire/zmq_frames.hpp"

namespace berth::client {

Endpoints Endpoints::in_directory(const std::string& directory)
{
    return {"ipc://" + directory + "/commands.sock", "ipc://" + directory + "/events-in.sock",
            "ipc://" + directory + "/events-out.sock"};
}

Endpoints Endpoints::for_questions(const std::string& directory)
{
    return {"ipc://" + directory + "/queries.sock", "", "ipc://" + directory + "/events-out.sock"};
}

struct BusClient::Implementation {
    Implementation(loop::EventLoop& event_loop, const Endpoints& endpoints, bus::v1::Sender sender);
    ~Implementation();

    void send(const wire::Frame& frame)
    {
        (void)wire::send_frame(commands, frame);
    } // silence ends in the deadline
    void read_commands();
    void dispatch(const wire::Frame& frame);

    loop::EventLoop& loop;
    bus::v1::Sender self;
    zmq::context_t context{1};
    zmq::socket_t commands;
    BrokerSession session;
    std::optional<SocketMonitor> monitor;
    PendingCommands pending;
    CommandTable handlers;
    EventPublisher publisher;
    EventSubscriber subscriber;
    int links = 0; ///< to brokers, ever
    loop::Registration registration = 0;
};

BusClient::Implementation::Implementation(loop::EventLoop& event_loop, const Endpoints& endpoints,
                                          bus::v1::Sender sender)
    : loop(event_loop), self(std::move(sender)), commands(context, zmq::socket_type::dealer),
      session(self, [this](const wire::Frame& frame) { send(frame); }),
      pending(event_loop, [this](const wire::Frame& frame) { send(frame); }),
      handlers(self, [this](const wire::Frame& frame) { send(frame); }),
      publisher(event_loop, context, endpoints.events_in, self),
      subscriber(event_loop, context, endpoints.events_out)
{
    set_peer_options(commands);
    commands.set(zmq::sockopt::routing_id, wire::address_of(self));
    monitor.emplace(loop, context, commands, [this](bool up) {
        links += up ? 1 : 0;
        session.link_changed(up);
    });
    commands.connect(endpoints.commands);
    registration = loop.add_socket(commands, [this] { read_commands(); });
    session.on_connection_change([this](bool connected) {
        // What is sent before the first link waits for it in the socket; a link that was there, welcomed or
        // not, may have taken it along.
        if (connected && links > 1) {
            pending.broker_came();
        }
    });
}

BusClient::Implementation::~Implementation()
{
    loop.remove(registration);
    monitor.reset(); // before the socket that it watches
}

void BusClient::Implementation::read_commands()
{
    while (const std::optional<wire::ReceivedFrame> received = wire::receive_frame(commands, false)) {
        if (received->frame) {
            dispatch(*received->frame);
        }
    }
}

void BusClient::Implementation::dispatch(const wire::Frame& frame)
{
    if (!frame.envelope.correlation_id().empty()) {
        pending.settle(frame.envelope, frame.payload);
    } else if (!session.dispatch(frame)) {
        handlers.dispatch(frame);
    }
}

BusClient::BusClient(loop::EventLoop& loop, const Endpoints& endpoints, bus::v1::Sender self)
    : implementation_(std::make_unique<Implementation>(loop, endpoints, std::move(self)))
{}

BusClient::~BusClient() = default;

void BusClient::publish(const std::string& topic, const google::protobuf::Message& event)
{
    implementation_->publisher.publish(topic, event, false);
}

void BusClient::publish_state(const std::string& topic, const google::protobuf::Message& event)
{
    implementation_->publisher.publish(topic, event, true);
}

void BusClient::subscribe(const std::string& topic_prefix, OnEvent on_event)
{
    implementation_->subscriber.subscribe(topic_prefix, std::move(on_event));
}

void BusClient::subscribe_to_type(const std::string& topic_prefix, const std::string& message_type,
                                  OnPayload on_payload)
{
    implementation_->subscriber.subscribe(topic_prefix, message_type, std::move(on_payload));
}

void BusClient::request(const std::string& target, const google::protobuf::Message& command,
                        std::chrono::milliseconds deadline, OnOutcome on_outcome, Delivery delivery)
{
    wire::Frame frame{"command",
                      wire::make_envelope(implementation_->self, command.GetDescriptor()->full_name()),
                      command.SerializeAsString()};
    frame.envelope.set_target(target);
    *frame.envelope.mutable_deadline() =
        frame.envelope.sent_at() + google::protobuf::util::TimeUtil::MillisecondsToDuration(deadline.count());
    if (const std::optional<base::Failure> failure = wire::over_limit(frame)) {
        implementation_->pending.add_refused(frame.envelope, *failure, std::move(on_outcome));
        return;
    }
    implementation_->pending.add(frame.envelope, deadline, std::move(on_outcome));
    if (delivery == Delivery::repeat) {
        implementation_->pending.repeat(frame);
    }
    implementation_->send(frame);
}

void BusClient::handle(const std::string& message_type, OnCommand handler)
{
    implementation_->handlers.add(message_type, std::move(handler));
}

bool BusClient::connected() const
{
    return implementation_->session.connected();
}

void BusClient::on_connection_change(std::function<void(bool)> handler)
{
    implementation_->session.on_connection_change(std::move(handler));
}

void BusClient::on_refused(std::function<void(const bus::v1::Status&)> handler)
{
    implementation_->session.on_refused(std::move(handler));
}

void BusClient::set_health_source(std::function<bus::v1::Health()> source)
{
    implementation_->session.set_health_source(std::move(source));
}

void BusClient::announce_health(const bus::v1::Health& health)
{
    bus::v1::HealthChanged changed;
    *changed.mutable_health() = health;
    implementation_->session.say(changed);
}

void BusClient::on_drain(std::function<void(bus::v1::DrainReason)> handler)
{
    implementation_->session.on_drain(std::move(handler));
}

void BusClient::send_drained()
{
    implementation_->session.say(bus::v1::Drained{});
}

void BusClient::send_goodbye()
{
    implementation_->session.say(bus::v1::Goodbye{});
}

} // namespace berth::client
