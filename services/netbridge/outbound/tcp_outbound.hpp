// SPDX-License-Identifier: Apache-2.0
// TCP connections that leave the engine. For .cpp files only; belongs to a data thread.
//
// Theory. A SYN that comes to the gate begins an attempt: the place is connected to from outside, while the
// SYN is kept. If that works the SYN goes back in, the engine's kernel shakes hands in the name of the place,
// and the accepted connection is joined with the one outside, found by its ends. If it does not, the SYN's
// sender is told as its own kernel would have told it. A SYN that is sent again during the attempt is the
// same one; afterwards, it is put back again: the first may have met the remains of an earlier connection.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "services/netbridge/core/outbound/packet.hpp"
#include "services/netbridge/stream/socket.hpp"

namespace berth::netbridge {

class PacketGate;
class StreamTable;

class TcpOutbound {
public:
    struct Limits {
        std::size_t attempts = 8192; ///< under way at once; a SYN beyond that is lost, and sent again
        std::chrono::milliseconds accept{15000}; ///< from the outside's yes to the container's last ACK
    };
    struct Counters {
        std::uint64_t connected = 0;
        std::uint64_t failed = 0;
        std::uint64_t crowded_out = 0; ///< SYNs that found too many attempts under way
    };
    struct Outside {
        Socket socket;
        int error = 0; ///< errno
    };
    using Connect = std::function<asio::awaitable<Outside>(IpEndpoint asked)>;

    /// `gate` and `streams` outlive the context's last handler.
    TcpOutbound(asio::any_io_executor executor, PacketGate& gate, StreamTable& streams, Connect connect,
                Limits limits);
    TcpOutbound(asio::any_io_executor executor, PacketGate& gate, StreamTable& streams, Connect connect);
    /// Accepts no more; attempts are dropped, streams that are open go on.
    ~TcpOutbound();
    TcpOutbound(const TcpOutbound&) = delete;
    TcpOutbound& operator=(const TcpOutbound&) = delete;

    void on_packet(std::string_view packet, const TcpPacket& tcp);
    /// The transparent listeners: accepts at once.
    void accept_at(base::UniqueFd listener);

    const Counters& counters() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace berth::netbridge
