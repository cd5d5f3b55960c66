// SPDX-License-Identifier: Apache-2.0
// Datagrams that leave the engine. For .cpp files only; belongs to a data thread.
//
// Theory. A datagram that comes to the gate begins a flow: a socket outside whose only peer is the place, and
// one inside that speaks for the place and whose only peer is the container. From then on the engine's kernel
// gives the flow's datagrams to that socket, and the gate sees none of them. UDP tells of no end: a flow ends
// when nobody has used it for a while, or when there are too many and it is the oldest. What has no room
// anywhere is lost. What the outside says instead of an answer, that nobody has the port, the container is
// told as well.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "services/netbridge/core/outbound/packet.hpp"
#include "services/netbridge/stream/datagram_socket.hpp"

namespace berth::netbridge {

class PacketGate;

class UdpOutbound {
public:
    struct Limits {
        std::size_t flows = 16384;
        std::chrono::milliseconds idle{90000};
        std::chrono::milliseconds idle_short{30000}; ///< of a flow that has not gone both ways twice
        /// Of a flow to port 53 of which each query has its answer: a client that is done does not say so,
        /// and the kernel looks through all sockets of a place for each datagram.
        std::chrono::milliseconds idle_answered{1000};
        std::size_t waiting = 64; ///< datagrams of a flow whose sockets are not there yet
    };
    struct Counters {
        std::uint64_t flows = 0; ///< since the start
        std::uint64_t sent = 0;  ///< datagrams
        std::uint64_t received = 0;
        std::uint64_t crowded_out = 0; ///< flows that ended because there were too many
    };
    struct Outside {
        DatagramSocket socket;
        int error = 0; ///< errno
    };
    using Connect = std::function<asio::awaitable<Outside>(IpEndpoint asked)>;
    /// A socket inside that speaks for flow.outside, connected to flow.inside. Throws SystemError.
    using OpenInside = std::function<base::UniqueFd(const FlowEnds& flow)>;

    /// `gate` outlives the context's last handler.
    UdpOutbound(asio::any_io_executor executor, PacketGate& gate, Connect connect, OpenInside open_inside,
                Limits limits);
    /// Ends the flows.
    ~UdpOutbound();
    UdpOutbound(const UdpOutbound&) = delete;
    UdpOutbound& operator=(const UdpOutbound&) = delete;

    void on_packet(std::string_view packet, const UdpPacket& udp);

    const Counters& counters() const;
    std::size_t flows() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace berth::netbridge
