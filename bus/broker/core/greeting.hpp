// SPDX-License-Identifier: Apache-2.0
// What the broker says to a Hello. Pure; fuzzed by tests/fuzz/hello_fuzz.cpp.
#pragma once

#include <optional>
#include <string>

#include "berth/bus/v1/envelope.pb.h"
#include "berth/bus/v1/session.pb.h"

namespace berth::broker {

struct Greeting {
    bus::v1::Welcome welcome;
    std::optional<bus::v1::Status> refusal; ///< another major version: the peer may not speak
};

Greeting greet(const std::string& peer, const bus::v1::Hello& hello);

} // namespace berth::broker
