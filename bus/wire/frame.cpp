// SPDX-License-Identifier: Apache-2.0
#include "wire/frame.hpp"

#include <atomic>
#include <chrono>

#include <fmt/format.h>
#include <google/protobuf/util/time_util.h>
#include <unistd.h>

#include "wire/current_time.hpp"

namespace berth::wire {
namespace {

base::Failure malformed(const std::string& why)
{
    return {"malformed bus message: " + why, "the peer speaks another protocol or is broken"};
}

} // namespace

std::array<std::string, kFrames> encode(const Frame& frame)
{
    return {frame.topic, frame.envelope.SerializeAsString(), frame.payload};
}

base::Result<Frame> decode(std::span<const std::string_view> parts)
{
    if (parts.size() != kFrames) {
        return malformed(fmt::format("{} parts instead of {}", parts.size(), kFrames));
    }
    if (parts[0].size() > kMaxTopicBytes) {
        return malformed(fmt::format("a topic of {} bytes", parts[0].size()));
    }
    if (parts[1].size() > kMaxEnvelopeBytes) {
        return malformed(fmt::format("an envelope of {} bytes", parts[1].size()));
    }
    if (parts[2].size() > kMaxPayloadBytes) {
        return malformed(fmt::format("a payload of {} bytes", parts[2].size()));
    }
    Frame frame;
    if (!frame.envelope.ParseFromArray(parts[1].data(), static_cast<int>(parts[1].size()))) {
        return malformed("an envelope that does not parse");
    }
    if (frame.envelope.message_type().empty() && frame.envelope.correlation_id().empty()) {
        return malformed("an envelope without a message type");
    }
    frame.topic = parts[0];
    frame.payload = parts[2];
    return frame;
}

std::string make_id()
{
    static const auto started = std::chrono::system_clock::now().time_since_epoch().count();
    static std::atomic<unsigned long> counter{0};
    return fmt::format("{:x}-{:x}-{:x}", ::getpid(), started, ++counter);
}

bus::v1::Envelope make_envelope(const bus::v1::Sender& sender, const std::string& message_type)
{
    bus::v1::Envelope envelope;
    envelope.set_id(make_id());
    *envelope.mutable_sender() = sender;
    *envelope.mutable_sent_at() = current_time();
    envelope.set_message_type(message_type);
    return envelope;
}

std::string address_of(const std::string& service, bus::v1::Side side)
{
    switch (side) {
    case bus::v1::SIDE_HOST: return service + "@host";
    case bus::v1::SIDE_GUEST: return service + "@guest";
    default: return service + "@client";
    }
}

std::string address_of(const bus::v1::Sender& sender)
{
    return address_of(sender.service(), sender.side());
}

} // namespace berth::wire
