// SPDX-License-Identifier: Apache-2.0
// /proc/net/tcp and /proc/net/tcp6: which socket listens on a port.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace berth::netbridge {

/// A listening TCP socket; the inode leads to its process (/proc/PID/fd/N -> "socket:[inode]").
struct ListeningSocket {
    std::string address; ///< as the kernel prints it: hexadecimal, in its own byte order
    std::uint16_t port = 0;
    std::uint64_t inode = 0;
};

/// Lines that are not understood are skipped.
std::vector<ListeningSocket> parse_listening_sockets(std::string_view proc_net_tcp);

} // namespace berth::netbridge
