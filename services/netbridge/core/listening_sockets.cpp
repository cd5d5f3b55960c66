// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/listening_sockets.hpp"

#include <sstream>

namespace berth::netbridge {

std::vector<ListeningSocket> parse_listening_sockets(std::string_view table, Transport transport)
{
    // TCP_LISTEN; a UDP socket that is not connected is in TCP_CLOSE.
    const std::string_view open_state = transport == Transport::tcp ? "0A" : "07";
    std::vector<ListeningSocket> sockets;
    std::istringstream lines{std::string(table)};
    for (std::string line; std::getline(lines, line);) {
        // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode
        std::istringstream fields(line);
        std::string slot, local, remote, state, queues, timer, retransmits, uid, timeout;
        std::uint64_t inode = 0;
        fields >> slot >> local >> remote >> state >> queues >> timer >> retransmits >> uid >> timeout >>
            inode;
        const std::size_t colon = local.find(':');
        if (!fields || state != open_state || colon == std::string::npos) {
            continue;
        }
        ListeningSocket socket{.address = local.substr(0, colon), .inode = inode, .transport = transport};
        std::istringstream port(local.substr(colon + 1));
        if (port >> std::hex >> socket.port) {
            sockets.push_back(socket);
        }
    }
    return sockets;
}

} // namespace berth::netbridge
