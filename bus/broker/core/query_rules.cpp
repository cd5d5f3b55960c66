// SPDX-License-Identifier: Apache-2.0
#include "broker/core/query_rules.hpp"

#include <string_view>

#include <google/protobuf/descriptor.h>

#include "berth/bus/v1/options.pb.h"
#include "berth/bus/v1/session.pb.h"
#include "broker/core/shown.hpp"
#include "wire/frame.hpp"

namespace berth::broker {

namespace {

constexpr const char* kForRoot = "put sudo in front of the command";

bus::v1::Status denied(const std::string& message)
{
    bus::v1::Status status;
    status.set_code(bus::v1::STATUS_CODE_DENIED);
    status.set_message(message);
    status.set_hint(kForRoot);
    return status;
}

bool is_read_only(const std::string& message_type)
{
    const google::protobuf::Descriptor* type =
        google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(message_type);
    return type != nullptr && type->options().GetExtension(bus::v1::read_only);
}

bool is_greeting(const bus::v1::Envelope& envelope)
{
    return envelope.target() == wire::kBrokerAddress &&
           (envelope.message_type() == bus::v1::Hello::descriptor()->full_name() ||
            envelope.message_type() == bus::v1::Goodbye::descriptor()->full_name());
}

} // namespace

bool is_query_address(const std::string& address)
{
    constexpr std::string_view kSide = "@client";
    const std::string_view prefix = wire::kQueryPrefix;
    return address.size() > prefix.size() + kSide.size() && address.compare(0, prefix.size(), prefix) == 0 &&
           address.compare(address.size() - kSide.size(), kSide.size(), kSide) == 0;
}

std::optional<bus::v1::Status> query_objection(const std::string& peer, const bus::v1::Envelope& envelope)
{
    if (!is_query_address(peer)) {
        return denied("only root may speak as a service or a client of berth");
    }
    if (!envelope.correlation_id().empty()) {
        return denied("nobody asks anything of a peer that may only ask");
    }
    if (!is_greeting(envelope) && !is_read_only(envelope.message_type())) {
        return denied("only root may send " + shown(envelope.message_type()));
    }
    return std::nullopt;
}

} // namespace berth::broker
