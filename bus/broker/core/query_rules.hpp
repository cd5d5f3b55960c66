// SPDX-License-Identifier: Apache-2.0
// What may be said on the endpoint for questions, by peers that need not be root: greetings, and commands
// that are marked read-only in their .proto (berth/bus/v1/options.proto). Such a peer has an address of a
// kind of its own, so that it can be taken for nobody else and its answers go back where its question came
// from. Pure.
#pragma once

#include <optional>
#include <string>

#include "berth/bus/v1/envelope.pb.h"

namespace berth::broker {

/// "query/<anything>@client".
bool is_query_address(const std::string& address);

/// Why a message that came there goes no further; std::nullopt when it may pass. Only message types that are
/// linked into this program are known: the broker has all of the protocol.
std::optional<bus::v1::Status> query_objection(const std::string& peer, const bus::v1::Envelope& envelope);

} // namespace berth::broker
