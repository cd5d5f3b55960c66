// SPDX-License-Identifier: Apache-2.0
#include "wire/frame.hpp"

#include <atomic>
#include <chrono>

#include <fmt/format.h>
#include <google/protobuf/util/time_util.h>
#include <unistd.h>

namespace berth::wire {
namespace {

base::Failure malformed(const std::string& why)
{
    return {"malformed bus message: " + why, "the peer speaks another protocol or is broken"};
}

std::string size_complaint(std::size_t topic, std::size_t envelope, std::size_t payload)
{
    if (topic > kMaxTopicBytes) {
        return fmt::format("a topic of {} bytes", topic);
    }
    if (envelope > kMaxEnvelopeBytes) {
        return fmt::format("an envelope of {} bytes", envelope);
    }
    if (payload > kMaxPayloadBytes) {
        return fmt::format("a payload of {} bytes", payload);
    }
    return {};
}

} // namespace

std::optional<base::Failure> over_limit(const Frame& frame)
{
    const std::string complaint =
        size_complaint(frame.topic.size(), frame.envelope.ByteSizeLong(), frame.payload.size());
    if (complaint.empty()) {
        return std::nullopt;
    }
    return base::Failure{
        fmt::format("{} has {}, more than the bus carries", frame.envelope.message_type(), complaint),
        "large data go over a stream of their own"};
}

std::array<std::string, kFrames> encode(const Frame& frame)
{
    return {frame.topic, frame.envelope.SerializeAsString(), frame.payload};
}

base::Result<Frame> decode(std::span<const std::string_view> parts)
{
    if (parts.size() != kFrames) {
        return malformed(fmt::format("{} parts instead of {}", parts.size(), kFrames));
    }
    if (const std::string complaint = size_complaint(parts[0].size(), parts[1].size(), parts[2].size());
        !complaint.empty()) {
        return malformed(complaint);
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

google::protobuf::Timestamp present_time()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return google::protobuf::util::TimeUtil::NanosecondsToTimestamp(
        std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
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
    *envelope.mutable_sent_at() = present_time();
    envelope.set_message_type(message_type);
    return envelope;
}

std::string address_of(const std::string& service, bus::v1::Side side)
{
    switch (side) {
    case bus::v1::SIDE_HOST:
        return service + "@host";
    case bus::v1::SIDE_GUEST:
        return service + "@guest";
    default:
        return service + "@client";
    }
}

std::string address_of(const bus::v1::Sender& sender)
{
    return address_of(sender.service(), sender.side());
}

} // namespace berth::wire
