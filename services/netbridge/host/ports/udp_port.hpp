// SPDX-License-Identifier: Apache-2.0
// A UDP socket of the host that knows at which of the host's addresses a datagram came in, so that the answer
// comes from there: a client that sent to one address takes no answer from another. For .cpp files only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <boost/asio/ip/udp.hpp>

#include "services/netbridge/host/ports/port_forward.hpp"
#include "services/netbridge/stream/datagram_socket.hpp"

namespace berth::netbridge {

/// Between whom datagrams go, in the host's network namespace.
struct UdpEnds {
    asio::ip::udp::endpoint client;
    asio::ip::address host; ///< where the client sends to, and has its answers from
    friend bool operator<(const UdpEnds& one, const UdpEnds& other)
    {
        return std::tie(one.client, one.host) < std::tie(other.client, other.host);
    }
};

class UdpPort {
public:
    /// `before`: the socket of an earlier process, with what waits in it; else one is bound.
    UdpPort(const asio::any_io_executor& executor, const HostPort& port, base::UniqueFd before,
            ErrorCode& error);

    struct Received {
        UdpEnds ends;
        std::string datagram;
    };
    /// std::nullopt: nothing is there now.
    std::optional<Received> take();
    /// Never waits: what finds no room is lost.
    void send(const UdpEnds& ends, std::string_view datagram);

    DatagramSocket& socket() { return socket_; }

private:
    DatagramSocket socket_;
    std::vector<char> room_ = std::vector<char>(kMaxDatagramBytes); ///< for the next datagram
};

} // namespace berth::netbridge
