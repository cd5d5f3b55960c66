// SPDX-License-Identifier: Apache-2.0
// What the engine's side connects to for the host: the engine's API and containers' TCP ports, nothing else.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.hpp"

namespace berth::netbridge {

struct UnixTarget {
    std::string path; ///< in the engine's mount namespace
    friend bool operator==(const UnixTarget&, const UnixTarget&) = default;
};

struct TcpTarget {
    std::string address; ///< IPv4 or IPv6 digits, in the engine's network namespace; checked when it is used
    std::uint16_t port = 0;
    friend bool operator==(const TcpTarget&, const TcpTarget&) = default;
};

using DialTarget = std::variant<UnixTarget, TcpTarget>;

/// "unix:///run/docker.sock" (that path alone) or "tcp://172.17.0.2:80", "tcp://[fd00::2]:80".
base::Result<DialTarget> parse_dial_target(std::string_view text);

std::string to_text(const TcpTarget& target);

} // namespace berth::netbridge
