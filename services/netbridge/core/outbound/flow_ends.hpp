// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>

#include "services/netbridge/core/ip_address.hpp"

namespace berth::netbridge {

struct IpEndpoint {
    IpAddress address;
    std::uint16_t port = 0;
    friend auto operator<=>(const IpEndpoint&, const IpEndpoint&) = default;
};

/// Who speaks and to whom; both in the engine's network namespace.
struct FlowEnds {
    IpEndpoint inside;  ///< a container, or a program of the engine
    IpEndpoint outside; ///< what it has asked for
    friend auto operator<=>(const FlowEnds&, const FlowEnds&) = default;
};

} // namespace berth::netbridge
