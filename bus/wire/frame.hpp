// SPDX-License-Identifier: Apache-2.0
// The codec of the bus: [topic][Envelope][payload]. Pure; fuzzed by tests/fuzz/fuzz_frame.cpp.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "berth/bus/v1/envelope.pb.h"
#include "wire/limits.hpp"

namespace berth::wire {

struct Frame {
    std::string topic;
    bus::v1::Envelope envelope;
    std::string payload;
};

std::array<std::string, kFrames> encode(const Frame& frame);

/// What decode() of the other side would refuse because of its size; std::nullopt for what may be sent.
std::optional<base::Failure> over_limit(const Frame& frame);
/// The same of a message that is written already, by the sizes of its parts.
std::optional<base::Failure> over_limit(const std::array<std::size_t, kFrames>& part_bytes,
                                        const std::string& message_type);

/// Refuses a wrong number of parts, anything over its limit, and an envelope that does not parse or names no
/// type.
base::Result<Frame> decode(std::span<const std::string_view> parts);

/// What is wrong with the number and the sizes of a message's parts; empty for nothing.
std::string shape_complaint(std::span<const std::string_view> parts);

/// An envelope with a fresh id and the present time.
bus::v1::Envelope make_envelope(const bus::v1::Sender& sender, const std::string& message_type);
/// Makes it the next message's: a fresh id and the present time.
void renew(bus::v1::Envelope& envelope);

/// The wall clock in nanoseconds (protobuf's own GetCurrentTime() counts whole seconds).
google::protobuf::Timestamp present_time();

/// Unique among all processes: pid, start time and a counter.
std::string make_id();

/// "lifecycle@host": how a peer is addressed on the commands socket.
std::string address_of(const bus::v1::Sender& sender);
std::string address_of(const std::string& service, bus::v1::Side side);

inline constexpr const char* kBrokerAddress = "broker@host";

/// How the name of a client begins that may only ask (queries.sock).
inline constexpr const char* kQueryPrefix = "query/";

} // namespace berth::wire
