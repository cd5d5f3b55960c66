// SPDX-License-Identifier: Apache-2.0
// The ports that are spoken on the tunnel. The host side listens for all of them; the guest side dials.
// Over unix:// they are the <port> of "CONNECT <port>\n"; over vsock:// and hvsock:// they are the ports
// themselves.
#pragma once

#include <cstdint>

namespace berth::tunnel {

constexpr std::uint32_t kBusCommandsPort = 7001;    ///< ZMTP: the broker's commands socket (ROUTER)
constexpr std::uint32_t kBusEventsInPort = 7002;    ///< ZMTP: where events are published to (XSUB)
constexpr std::uint32_t kBusEventsOutPort = 7003;   ///< ZMTP: where events are subscribed from (XPUB)
constexpr std::uint32_t kPublishedPortsPort = 7010; ///< netbridge/v1 PortFrame: one published port's lease
constexpr std::uint32_t kLogShippingPort = 7020;    ///< diagnostics/v1 LogRecord frames, guest to host

} // namespace berth::tunnel
