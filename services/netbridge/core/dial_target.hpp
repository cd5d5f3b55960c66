// SPDX-License-Identifier: Apache-2.0
// What the engine's side connects to for the host: the engine's API and containers' ports, nothing else.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.hpp"
#include "services/netbridge/core/transport.hpp"

namespace berth::netbridge {

struct UnixTarget {
    std::string path; ///< in the engine's mount namespace
    friend bool operator==(const UnixTarget&, const UnixTarget&) = default;
};

struct InetTarget {
    Transport transport = Transport::tcp;
    std::string address; ///< IPv4 or IPv6 digits, in the engine's network namespace; checked when it is used
    std::uint16_t port = 0;
    friend bool operator==(const InetTarget&, const InetTarget&) = default;
};

using DialTarget = std::variant<UnixTarget, InetTarget>;

/// "unix:///run/docker.sock" (that path alone), "tcp://172.17.0.2:80", "udp://[fd00::2]:53".
base::Result<DialTarget> parse_dial_target(std::string_view text);

std::string to_text(const InetTarget& target);

} // namespace berth::netbridge
