// SPDX-License-Identifier: Apache-2.0
#include "broker/command_router.hpp"

#include <fmt/format.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/time_util.h>

#include "berth/bus/v1/session.pb.h"
#include "broker/core/query_rules.hpp"

namespace berth::broker {
namespace {

/// From a process's end until nothing of what it has sent can still be on its way.
constexpr std::chrono::milliseconds kLastWords{500};

bus::v1::Status unavailable(const std::string& why)
{
    bus::v1::Status status;
    status.set_code(bus::v1::STATUS_CODE_UNAVAILABLE);
    status.set_message(why);
    status.set_hint("`berth service list` shows why");
    return status;
}

} // namespace

CommandRouter::CommandRouter(loop::EventLoop& loop, zmq::context_t& context, const Doors& doors,
                             bus::v1::Sender self, ForBroker for_broker)
    : self_(std::move(self)), for_broker_(std::move(for_broker)), loop_(loop),
      commands_(loop, context, doors.commands, PeerSocket::SameAddress::replaces,
                [this](const std::string& peer, const wire::Frame& frame) { from_commands(peer, frame); }),
      queries_(loop, context, doors.queries, PeerSocket::SameAddress::is_refused,
               [this](const std::string& peer, const wire::Frame& frame) { from_queries(peer, frame); })
{}

void CommandRouter::from_commands(const std::string& peer, const wire::Frame& frame)
{
    if (!is_query_address(peer)) { // its answers would go to the other door
        route(peer, frame);
    }
}

void CommandRouter::from_queries(const std::string& peer, const wire::Frame& frame)
{
    if (const std::optional<bus::v1::Status> status = query_objection(peer, frame.envelope)) {
        if (frame.envelope.correlation_id().empty()) { // back through this door, whatever address it claims
            (void)queries_.send(peer, failure_frame(frame.envelope, *status));
        }
        return;
    }
    route(peer, frame);
}

void CommandRouter::route(const std::string& peer, const wire::Frame& frame)
{
    if (const std::optional<bus::v1::Status> status = objection(peer, frame)) {
        if (frame.envelope.correlation_id().empty()) {
            fail(frame.envelope, *status);
        }
        return;
    }
    if (frame.envelope.target() == wire::kBrokerAddress) {
        for_broker_(peer, frame);
        return;
    }
    const bool delivered = deliver(frame.envelope.target(), frame);
    if (!frame.envelope.correlation_id().empty()) {
        under_way_.answered(peer, frame.envelope.correlation_id());
    } else if (delivered) {
        under_way_.delivered(frame.envelope);
    } else {
        fail(frame.envelope, unavailable(frame.envelope.target() + " is not running"));
    }
}

void CommandRouter::peer_ended(const std::string& peer)
{
    const auto registration = std::make_shared<loop::Registration>(0);
    *registration = loop_.add_timer(kLastWords, [this, peer, end = under_way_.mark(), registration] {
        last_words_.erase(*registration);
        for (const bus::v1::Envelope& command : under_way_.take(peer, end)) {
            fail(command,
                 unavailable(fmt::format("{} ended before it answered {}", peer, command.message_type())));
        }
    });
    last_words_.insert(*registration);
}

CommandRouter::~CommandRouter()
{
    for (const loop::Registration timer : last_words_) {
        loop_.remove(timer);
    }
}

std::optional<bus::v1::Status> CommandRouter::objection(const std::string& peer,
                                                        const wire::Frame& frame) const
{
    const bus::v1::Envelope& envelope = frame.envelope;
    const auto refused = refused_.find(peer);
    if (refused != refused_.end() && envelope.message_type() != bus::v1::Hello::descriptor()->full_name()) {
        return refused->second;
    }
    const bool same_clock =
        envelope.sender().side() != bus::v1::SIDE_GUEST; // a guest's may be off after a sleep
    if (envelope.has_deadline() && same_clock && envelope.deadline() < wire::present_time()) {
        bus::v1::Status status;
        status.set_code(bus::v1::STATUS_CODE_DEADLINE);
        status.set_message(fmt::format("{} came to the broker after its deadline and was not carried out",
                                       envelope.message_type()));
        status.set_hint("say it again");
        return status;
    }
    return std::nullopt;
}

wire::Frame CommandRouter::session_frame(const std::string& peer,
                                         const google::protobuf::Message& message) const
{
    wire::Frame frame{"session", wire::make_envelope(self_, message.GetDescriptor()->full_name()),
                      message.SerializeAsString()};
    frame.envelope.set_target(peer);
    return frame;
}

bool CommandRouter::send(const std::string& peer, const google::protobuf::Message& message)
{
    return deliver(peer, session_frame(peer, message));
}

void CommandRouter::welcome(const std::string& peer, const google::protobuf::Message& welcome)
{
    refused_.erase(peer);
    (void)send(peer, welcome); // a peer that went away needs no answer
}

void CommandRouter::refuse(const std::string& peer, const google::protobuf::Message& welcome,
                           const bus::v1::Status& status)
{
    wire::Frame frame = session_frame(peer, welcome);
    *frame.envelope.mutable_status() = status;
    if (!is_query_address(peer) &&
        refused_.size() < wire::kMaxPeers) { // who may only ask takes no place here
        refused_[peer] = status;
    }
    (void)deliver(peer, frame); // a peer that went away needs no answer
}

void CommandRouter::reply(const bus::v1::Envelope& request, const google::protobuf::Message& response)
{
    answer(request, {"response", wire::make_envelope(self_, response.GetDescriptor()->full_name()),
                     response.SerializeAsString()});
}

void CommandRouter::fail(const bus::v1::Envelope& request, const bus::v1::Status& status)
{
    answer(request, failure_frame(request, status));
}

wire::Frame CommandRouter::failure_frame(const bus::v1::Envelope& request,
                                         const bus::v1::Status& status) const
{
    wire::Frame frame{"response", wire::make_envelope(self_, request.message_type()), {}};
    frame.envelope.set_correlation_id(request.id());
    frame.envelope.set_target(wire::address_of(request.sender()));
    *frame.envelope.mutable_status() = status;
    return frame;
}

void CommandRouter::answer(const bus::v1::Envelope& request, wire::Frame response)
{
    const std::string peer = wire::address_of(request.sender());
    response.envelope.set_correlation_id(request.id());
    response.envelope.set_target(peer);
    (void)deliver(peer, response); // a requester that went away needs no answer
}

bool CommandRouter::deliver(const std::string& address, const wire::Frame& frame)
{
    return (is_query_address(address) ? queries_ : commands_).send(address, frame);
}

} // namespace berth::broker
