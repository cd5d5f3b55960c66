// SPDX-License-Identifier: Apache-2.0
// Bounds of a published UDP port. For .cpp files only.
#pragma once

#include "services/netbridge/host/ports/port_forward.hpp"

namespace berth::netbridge {

struct UdpLimits {
    std::size_t flows = 1024; ///< of one port; beyond that the one that was used longest ago ends
    std::chrono::milliseconds idle{90000}; ///< as docker-proxy has it
    std::size_t waiting = 16; ///< datagrams of a flow while the engine's side is dialled; more are lost
};

/// As forward_udp(), with other bounds.
std::unique_ptr<PortForward> forward_udp_within(const UdpLimits& limits, const HostPort& port,
                                                base::UniqueFd before, ForwardParts parts, ErrorCode& error);

} // namespace berth::netbridge
