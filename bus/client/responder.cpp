// SPDX-License-Identifier: Apache-2.0
#include "client/responder.hpp"

#include "base/error.hpp"

namespace berth::client {

SocketResponder::~SocketResponder()
{
    if (!answered_) {
        fail(bus::v1::STATUS_CODE_FAILED, request_.message_type() + " was dropped without an answer");
    }
}

void SocketResponder::reply(const google::protobuf::Message& response)
{
    const std::string& type = response.GetDescriptor()->full_name();
    std::string payload = response.SerializeAsString();
    if (const auto failure = wire::over_limit({"response", wire::make_envelope(self_, type), payload})) {
        fail(bus::v1::STATUS_CODE_FAILED, failure->message, failure->hint);
        return;
    }
    answer(type, std::move(payload), {});
}

void SocketResponder::fail(bus::v1::StatusCode code, const std::string& message, const std::string& hint)
{
    bus::v1::Status status;
    status.set_code(code);
    status.set_message(message);
    status.set_hint(hint);
    answer(request_.message_type(), {}, status);
}

void SocketResponder::answer(const std::string& type, std::string payload,
                             const std::optional<bus::v1::Status>& status)
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

} // namespace berth::client
