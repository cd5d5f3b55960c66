// SPDX-License-Identifier: Apache-2.0
// Sockets that keep datagrams apart: UDP, and unix ones that stand in for it. For .cpp files of the data
// planes only.
#pragma once

#include <boost/asio/generic/datagram_protocol.hpp>

#include "services/netbridge/stream/socket.hpp"

namespace berth::netbridge {

using DatagramSocket = asio::generic::datagram_protocol::socket;

inline constexpr std::size_t kMaxDatagramBytes = 65535; ///< of UDP's length field

/// Takes over a descriptor and makes it non-blocking.
DatagramSocket adopt_datagrams(const asio::any_io_executor& executor, base::UniqueFd fd);

/// Two ends of one line; each is at its end (is_over) once the other is closed.
struct DatagramPair {
    base::UniqueFd first;
    base::UniqueFd second;
};
DatagramPair make_datagram_pair();

struct Arrival {
    std::optional<std::string> datagram; ///< none: there is none now, or the error came instead
    int error = 0;                       ///< errno that a peer caused: ECONNREFUSED of a port that nobody has
};
Arrival receive_datagram(DatagramSocket& socket);
/// For whom such an error is as good as nothing.
std::optional<std::string> take_datagram(DatagramSocket& socket);
/// The peer of a pair has closed its end, or the socket has failed for good.
bool is_over(DatagramSocket& socket);

/// Never waits: what finds no room is lost, as on any way that a datagram goes. Returns what was said about
/// an earlier one (errno), 0 for nothing.
int send_datagram(DatagramSocket& socket, std::string_view datagram);

/// Datagrams of the socket as frames of the stream (4-byte big-endian length), and back, until either has
/// ended.
asio::awaitable<void> join_datagrams(DatagramSocket socket, Socket stream);

} // namespace berth::netbridge
