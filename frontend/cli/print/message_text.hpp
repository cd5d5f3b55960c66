// SPDX-License-Identifier: Apache-2.0
// One printer for every message of the bus, by reflection over the messages that are linked in: a new event
// needs no code here.
#pragma once

#include <memory>
#include <string>

#include <google/protobuf/message.h>

namespace berth::cli {

/// "engine.state=ready engine.since=14:03:07.250": fields that are set, in the order of the protocol file.
std::string message_text(const google::protobuf::Message& message);

/// The message of that full name read from the payload; none for a type that this program does not know, or
/// for a payload that is not one.
std::unique_ptr<google::protobuf::Message> parse_any(const std::string& full_name,
                                                     const std::string& payload);

} // namespace berth::cli
