// SPDX-License-Identifier: Apache-2.0
#include "wire/frame.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <iterator>

#include <fmt/compile.h>
#include <fmt/format.h>
#include <unistd.h>

namespace berth::wire {
namespace {

base::Failure malformed(const std::string& why)
{
    return {"malformed bus message: " + why, "the peer speaks another protocol or is broken"};
}

using PartSizes = std::array<std::size_t, kFrames>; ///< in bytes: topic, envelope, payload

std::string size_complaint(const PartSizes& bytes)
{
    struct Limit {
        std::size_t bytes;
        const char* what;
    };
    static constexpr std::array<Limit, kFrames> kLimits{
        {{kMaxTopicBytes, "a topic"}, {kMaxEnvelopeBytes, "an envelope"}, {kMaxPayloadBytes, "a payload"}}};
    for (std::size_t i = 0; i < kFrames; ++i) {
        if (bytes[i] > kLimits[i].bytes) {
            return fmt::format("{} of {} bytes", kLimits[i].what, bytes[i]);
        }
    }
    return {};
}

/// The same for every message of this process. The pid of the first call holds for all: no process speaks on
/// the bus after a fork without an exec.
const std::string& process_id()
{
    static const std::string process =
        fmt::format("{:x}-{:x}-", ::getpid(), std::chrono::system_clock::now().time_since_epoch().count());
    return process;
}

void write_id(std::string& id)
{
    static std::atomic<unsigned long> counter{0};
    id = process_id(); // where a message before had its own: the memory is there
    fmt::format_to(std::back_inserter(id), FMT_COMPILE("{:x}"), ++counter);
}

} // namespace

std::string shape_complaint(std::span<const std::string_view> parts)
{
    if (parts.size() != kFrames) {
        return fmt::format("{} parts instead of {}", parts.size(), kFrames);
    }
    return size_complaint({parts[0].size(), parts[1].size(), parts[2].size()});
}

std::optional<base::Failure> over_limit(const Frame& frame)
{
    return over_limit({frame.topic.size(), frame.envelope.ByteSizeLong(), frame.payload.size()},
                      frame.envelope.message_type());
}

std::optional<base::Failure> over_limit(const PartSizes& part_bytes, const std::string& message_type)
{
    const std::string complaint = size_complaint(part_bytes);
    if (complaint.empty()) {
        return std::nullopt;
    }
    return base::Failure{fmt::format("{} has {}, more than the bus carries", message_type, complaint),
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
    using namespace std::chrono;
    const auto now = system_clock::now().time_since_epoch();
    const auto whole = floor<seconds>(now);
    google::protobuf::Timestamp time;
    time.set_seconds(whole.count());
    time.set_nanos(static_cast<std::int32_t>(nanoseconds(now - whole).count()));
    return time;
}

std::string make_id()
{
    std::string id;
    write_id(id);
    return id;
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
    write_id(*envelope.mutable_id());
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
