// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace berth::netbridge {

enum class Transport { tcp, udp };

/// As dockerd and /proc/net write it.
constexpr const char* to_text(Transport transport)
{
    return transport == Transport::tcp ? "tcp" : "udp";
}

} // namespace berth::netbridge
