// SPDX-License-Identifier: Apache-2.0
// Three connections: commands (DEALER, with our address as routing id), events in (XPUB), events out (SUB).
// Only the commands connection is a session; see proto/berth/bus/v1/session.proto for its grammar.
#include "client/bus_client.hpp"

#include <google/protobuf/util/time_util.h>
#include <map>
#include <optional>

#include "base/error.hpp"
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

struct BusClient::Implementation {
    Implementation(loop::EventLoop& event_loop, const Endpoints& endpoints, bus::v1::Sender sender);
    ~Implementation();

    void send(wire::Frame frame) { (void)wire::send_frame(commands, frame); } // silence ends in the deadline
    void send_to_broker(const google::protobuf::Message& message);
    void say_hello();
    void publish(const std::string& topic, const google::protobuf::Message& event, bool state);
    void on_link(bool up);
    void read_commands();
    void dispatch(const wire::Frame& frame);
    bool dispatch_session(const wire::Frame& frame);
    void dispatch_command(const wire::Frame& frame);
    void set_connected(bool now);

    loop::EventLoop& loop;
    bus::v1::Sender self;
    zmq::context_t context{1};
    zmq::socket_t commands;
    std::optional<SocketMonitor> monitor;
    PendingCommands pending;
    EventPublisher publisher;
    EventSubscriber subscriber;
    loop::Registration registration = 0;
    /// A responder may outlive this client (a handler's asynchronous work): it holds the way back weakly.
    std::shared_ptr<std::function<void(wire::Frame)>> send_back;

    std::map<std::string, OnCommand> handlers;
    std::vector<std::function<void(bool)>> connection_handlers;
    std::function<void(const bus::v1::Status&)> refused_handler;
    std::function<bus::v1::Health()> health_source;
    std::function<void(bus::v1::DrainReason)> drain_handler;
    bool link_up = false;
    bool connected = false;
};

namespace {

/// Sends its one answer through the client, which the handler's owner keeps alive; weak for the case it does
/// not.
class SocketResponder final : public Responder {
public:
    using Send = std::function<void(wire::Frame)>;
    SocketResponder(bus::v1::Envelope request, bus::v1::Sender self, std::weak_ptr<Send> send)
        : request_(std::move(request)), self_(std::move(self)), send_(std::move(send))
    {}
    ~SocketResponder() override
    {
        if (!answered_) {
            fail(bus::v1::STATUS_CODE_FAILED, request_.message_type() + " was dropped without an answer");
        }
    }
    void reply(const google::protobuf::Message& response) override
    {
        const std::string& type = response.GetDescriptor()->full_name();
        std::string payload = response.SerializeAsString();
        if (const auto failure = wire::over_limit({"response", wire::make_envelope(self_, type), payload})) {
            fail(bus::v1::STATUS_CODE_FAILED, failure->message, failure->hint);
            return;
        }
        answer(type, std::move(payload), {});
    }
    void fail(bus::v1::StatusCode code, const std::string& message, const std::string& hint = {}) override
    {
        bus::v1::Status status;
        status.set_code(code);
        status.set_message(message);
        status.set_hint(hint);
        answer(request_.message_type(), {}, status);
    }
    const bus::v1::Envelope& request() const override { return request_; }
    bool answered() const { return answered_; }

private:
    void answer(const std::string& type, std::string payload, const std::optional<bus::v1::Status>& status)
    {
        base::expects(!answered_, "a command was answered twice");
        answered_ = true;
        const std::shared_ptr<Send> send = send_.lock();
        if (!send) {
            return; // the client is gone, and with it the connection
        }
        wire::Frame frame{"response", wire::make_envelope(self_, type), std::move(payload)};
        frame.envelope.set_correlation_id(request_.id());
        frame.envelope.set_target(wire::address_of(request_.sender()));
        if (status) {
            *frame.envelope.mutable_status() = *status;
        }
        (*send)(std::move(frame));
    }

    bus::v1::Envelope request_;
    bus::v1::Sender self_;
    std::weak_ptr<Send> send_;
    bool answered_ = false;
};

} // namespace

BusClient::Implementation::Implementation(loop::EventLoop& event_loop, const Endpoints& endpoints,
                                          bus::v1::Sender sender)
    : loop(event_loop), self(std::move(sender)), commands(context, zmq::socket_type::dealer),
      pending(event_loop), publisher(event_loop, context, endpoints.events_in),
      subscriber(event_loop, context, endpoints.events_out)
{
    send_back = std::make_shared<std::function<void(wire::Frame)>>(
        [this](wire::Frame frame) { send(std::move(frame)); });
    set_peer_options(commands);
    commands.set(zmq::sockopt::routing_id, wire::address_of(self));
    monitor.emplace(loop, context, commands, [this](bool up) { on_link(up); });
    commands.connect(endpoints.commands);
    registration = loop.add_socket(commands, [this] { read_commands(); });
}

BusClient::Implementation::~Implementation()
{
    loop.remove(registration);
    monitor.reset(); // before the socket that it watches
}

void BusClient::Implementation::send_to_broker(const google::protobuf::Message& message)
{
    wire::Frame frame{"session", wire::make_envelope(self, message.GetDescriptor()->full_name()),
                      message.SerializeAsString()};
    frame.envelope.set_target(wire::kBrokerAddress);
    send(std::move(frame));
}

void BusClient::Implementation::say_hello()
{
    bus::v1::Hello hello;
    hello.set_protocol_major(wire::kProtocolMajor);
    hello.set_protocol_minor(wire::kProtocolMinor);
    *hello.mutable_peer() = self;
    hello.set_build(BERTH_VERSION);
    send_to_broker(hello);
}

void BusClient::Implementation::on_link(bool up)
{
    link_up = up;
    if (up) {
        say_hello();
    } else {
        set_connected(false);
    }
}

void BusClient::Implementation::set_connected(bool now)
{
    if (connected == now) {
        return;
    }
    connected = now;
    for (const auto& handler : connection_handlers) {
        handler(now);
    }
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
    } else if (!dispatch_session(frame)) {
        dispatch_command(frame);
    }
}

bool BusClient::Implementation::dispatch_session(const wire::Frame& frame)
{
    const std::string& type = frame.envelope.message_type();
    if (type == bus::v1::Welcome::descriptor()->full_name()) {
        if (frame.envelope.has_status() && refused_handler) {
            refused_handler(frame.envelope.status());
        } else if (!frame.envelope.has_status()) {
            set_connected(true);
        }
        return true;
    }
    if (type == bus::v1::Ping::descriptor()->full_name()) {
        bus::v1::Pong pong;
        if (health_source) {
            *pong.mutable_health() = health_source();
        }
        send_to_broker(pong);
        return true;
    }
    if (type == bus::v1::Hello::descriptor()->full_name()) { // a broker that does not know us (any more) asks
        say_hello();
        return true;
    }
    bus::v1::Drain drain;
    if (type == bus::v1::Drain::descriptor()->full_name() && drain.ParseFromString(frame.payload)) {
        if (drain_handler) {
            drain_handler(drain.reason());
        }
        return true;
    }
    return false;
}

void BusClient::Implementation::dispatch_command(const wire::Frame& frame)
{
    const auto responder = std::make_shared<SocketResponder>(frame.envelope, self, send_back);
    const auto found = handlers.find(frame.envelope.message_type());
    if (found == handlers.end()) {
        responder->fail(bus::v1::STATUS_CODE_UNSUPPORTED,
                        wire::address_of(self) + " does not know " + frame.envelope.message_type(),
                        "the two sides may be of different versions");
        return;
    }
    const auto fail = [&](const std::string& what, const std::string& hint) {
        if (!responder->answered()) {
            responder->fail(bus::v1::STATUS_CODE_FAILED, what, hint);
        }
    };
    try {
        found->second(frame.payload, responder);
    } catch (const base::Error& error) {
        fail(error.what(), error.hint());
    } catch (const std::exception& error) {
        fail(error.what(), {});
    }
}

BusClient::BusClient(loop::EventLoop& loop, const Endpoints& endpoints, bus::v1::Sender self)
    : implementation_(std::make_unique<Implementation>(loop, endpoints, std::move(self)))
{}

BusClient::~BusClient() = default;

void BusClient::Implementation::publish(const std::string& topic, const google::protobuf::Message& event,
                                        bool state)
{
    wire::Frame frame{topic, wire::make_envelope(self, event.GetDescriptor()->full_name()),
                      event.SerializeAsString()};
    frame.envelope.set_state(state);
    if (const std::optional<base::Failure> failure = wire::over_limit(frame)) {
        throw base::Error(failure->message, failure->hint);
    }
    publisher.publish(std::move(frame));
}

void BusClient::publish(const std::string& topic, const google::protobuf::Message& event)
{
    implementation_->publish(topic, event, false);
}

void BusClient::publish_state(const std::string& topic, const google::protobuf::Message& event)
{
    implementation_->publish(topic, event, true);
}

void BusClient::subscribe(const std::string& topic_prefix, OnEvent on_event)
{
    implementation_->subscriber.subscribe(topic_prefix, std::move(on_event));
}

void BusClient::request(const std::string& target, const google::protobuf::Message& command,
                        std::chrono::milliseconds deadline, OnOutcome on_outcome)
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
    implementation_->send(std::move(frame));
}

void BusClient::handle(const std::string& message_type, OnCommand handler)
{
    const bool is_new = implementation_->handlers.emplace(message_type, std::move(handler)).second;
    base::expects(is_new, "a command type has two handlers");
}

bool BusClient::connected() const
{
    return implementation_->connected;
}

void BusClient::on_connection_change(std::function<void(bool)> handler)
{
    implementation_->connection_handlers.push_back(std::move(handler));
}

void BusClient::on_refused(std::function<void(const bus::v1::Status&)> handler)
{
    implementation_->refused_handler = std::move(handler);
}

void BusClient::set_health_source(std::function<bus::v1::Health()> source)
{
    implementation_->health_source = std::move(source);
}

void BusClient::announce_health(const bus::v1::Health& health)
{
    bus::v1::HealthChanged changed;
    *changed.mutable_health() = health;
    implementation_->send_to_broker(changed);
}

void BusClient::on_drain(std::function<void(bus::v1::DrainReason)> handler)
{
    implementation_->drain_handler = std::move(handler);
}

void BusClient::send_drained()
{
    implementation_->send_to_broker(bus::v1::Drained{});
}
void BusClient::send_goodbye()
{
    implementation_->send_to_broker(bus::v1::Goodbye{});
}

} // namespace berth::client
