// SPDX-License-Identifier: Apache-2.0
#include "broker/command_router.hpp"

#include <fmt/format.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/time_util.h>

#include "berth/bus/v1/session.pb.h"
#include "wire/zmq_frames.hpp"

namespace berth::broker {

CommandRouter::CommandRouter(loop::EventLoop& loop, zmq::context_t& context, const std::string& endpoint,
                             bus::v1::Sender self, ForBroker for_broker)
    : loop_(loop), self_(std::move(self)), for_broker_(std::move(for_broker)),
      socket_(context, zmq::socket_type::router)
{
    constexpr int kLastWordsMs = 200; // the answer to Shutdown may still leave
    socket_.set(zmq::sockopt::linger, kLastWordsMs);
    socket_.set(zmq::sockopt::router_mandatory, 1); // an absent peer is an error, not silence
    socket_.set(zmq::sockopt::router_handover, 1);  // a peer that reconnects replaces its old self
    socket_.set(zmq::sockopt::maxmsgsize, wire::kMaxPartBytes);
    socket_.bind(endpoint);
    registration_ = loop_.add_socket(socket_, [this] { read(); });
}

CommandRouter::~CommandRouter()
{
    loop_.remove(registration_);
}

void CommandRouter::read()
{
    while (const std::optional<wire::ReceivedFrame> received = wire::receive_frame(socket_, true)) {
        if (received->frame) {
            route(received->peer, *received->frame);
        }
    }
}

void CommandRouter::route(const std::string& peer, const wire::Frame& frame)
{
    if (wire::address_of(frame.envelope.sender()) != peer) {
        return; // it claims to be somebody else
    }
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
    if (!wire::send_frame_to(socket_, frame.envelope.target(), frame) &&
        frame.envelope.correlation_id().empty()) {
        bus::v1::Status status;
        status.set_code(bus::v1::STATUS_CODE_UNAVAILABLE);
        status.set_message(frame.envelope.target() + " is not running");
        status.set_hint("`berth service list` shows why");
        fail(frame.envelope, status);
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
    return wire::send_frame_to(socket_, peer, session_frame(peer, message));
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
    if (refused_.size() < wire::kMaxPeers) {
        refused_[peer] = status;
    }
    (void)wire::send_frame_to(socket_, peer, frame); // a peer that went away needs no answer
}

void CommandRouter::reply(const bus::v1::Envelope& request, const google::protobuf::Message& response)
{
    answer(request, {"response", wire::make_envelope(self_, response.GetDescriptor()->full_name()),
                     response.SerializeAsString()});
}

void CommandRouter::fail(const bus::v1::Envelope& request, const bus::v1::Status& status)
{
    wire::Frame frame{"response", wire::make_envelope(self_, request.message_type()), {}};
    *frame.envelope.mutable_status() = status;
    answer(request, std::move(frame));
}

void CommandRouter::answer(const bus::v1::Envelope& request, wire::Frame response)
{
    const std::string peer = wire::address_of(request.sender());
    response.envelope.set_correlation_id(request.id());
    response.envelope.set_target(peer);
    (void)wire::send_frame_to(socket_, peer, response); // a requester that went away needs no answer
}

} // namespace berth::broker
