// SPDX-License-Identifier: Apache-2.0
#include "wire/frame.hpp"

#include <atomic>
#include <chrono>

#include <fmt/compile.h>
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

std::string shape_complaint(std::span<const std::string_view> parts)
{
    if (parts.size() != kFrames) {
        return fmt::format("{} parts instead of {}", parts.size(), kFrames);
    }
    return size_complaint(parts[0].size(), parts[1].size(), parts[2].size());
}

std::optional<base::Failure> over_limit(const Frame& frame)
{
    return over_limit(frame.topic.size(), frame.envelope, frame.payload.size());
}

std::optional<base::Failure> over_limit(std::size_t topic_bytes, const bus::v1::Envelope& envelope,
                                        std::size_t payload_bytes)
{
    const std::string complaint = size_complaint(topic_bytes, envelope.ByteSizeLong(), payload_bytes);
    if (complaint.empty()) {
        return std::nullopt;
    }
    return base::Failure{
        fmt::format("{} has {}, more than the bus carries", envelope.message_type(), complaint),
        "large data go over a stream of their own"};
}

std::array<std::string, kFrames> encode(const Frame& frame)
{
    return {frame.topic, frame.envelope.SerializeAsString(), frame.payload};
}

base::Result<Frame> decode(std::span<const std::string_view> parts)
{
    if (const std::string complaint = shape_complaint(parts); !complaint.empty()) {
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
    // The pid of the first call holds for all: no process speaks on the bus after a fork without an exec.
    static const std::string process =
        fmt::format("{:x}-{:x}-", ::getpid(), std::chrono::system_clock::now().time_since_epoch().count());
    static std::atomic<unsigned long> counter{0};
    return process + fmt::format(FMT_COMPILE("{:x}"), ++counter);
}

bus::v1::Envelope make_envelope(const bus::v1::Sender& sender, const std::string& message_type)
{
    bus::v1::Envelope envelope;
    *envelope.mutable_sender() = sender;
    envelope.set_message_type(message_type);
    renew(envelope);
    return envelope;
}

void renew(bus::v1::Envelope& envelope)
{
    envelope.set_id(make_id());
    *envelope.mutable_sent_at() = present_time();
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
