// SPDX-License-Identifier: Apache-2.0
// /proc/net/tcp, udp and their kin for IPv6: which socket has a port.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "services/netbridge/core/transport.hpp"

namespace berth::netbridge {

/// A TCP socket that listens, or a UDP socket that anybody may send to; the inode leads to its process
/// (/proc/PID/fd/N -> "socket:[inode]").
struct ListeningSocket {
    std::string address; ///< as the kernel prints it: hexadecimal, in its own byte order
    std::uint16_t port = 0;
    std::uint64_t inode = 0;
    Transport transport = Transport::tcp;
};

/// Lines that are not understood are skipped.
std::vector<ListeningSocket> parse_listening_sockets(std::string_view table,
                                                     Transport transport = Transport::tcp);

} // namespace berth::netbridge
