// SPDX-License-Identifier: Apache-2.0
// How dockerd calls its userland proxy, read from cmd/docker-proxy of moby 26.1:
//   -proto tcp|udp|sctp -host-ip IP -host-port N -container-ip IP -container-port N [-use-listen-fd]
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace berth::netbridge {

struct PortArguments {
    std::string protocol = "tcp";
    std::string host_address; ///< in the host's network namespace: what the user asked for
    std::uint16_t host_port = 0;
    std::string container_address; ///< in the engine's network namespace
    std::uint16_t container_port = 0;
};

/// As Go's flag package takes them: one dash or two, "-name value" or "-name=value". -use-listen-fd is a
/// newer dockerd's offer of a socket bound in the engine's namespace, of no use to us; it is accepted and
/// passed over.
base::Result<PortArguments> parse_port_arguments(std::span<const std::string_view> arguments);

} // namespace berth::netbridge
