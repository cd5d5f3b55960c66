// SPDX-License-Identifier: Apache-2.0
// The device that everything comes to which wants to leave the engine and has no socket yet. For .cpp files
// only; belongs to a data thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include <boost/asio/posix/stream_descriptor.hpp>

#include "services/netbridge/core/outbound/answer_packets.hpp"
#include "services/netbridge/core/outbound/refusal.hpp"
#include "services/netbridge/outbound/engine_end.hpp"
#include "services/netbridge/stream/socket.hpp"

namespace berth::netbridge {

class PacketGate {
public:
    struct Counters {
        std::uint64_t packets = 0;   ///< that came
        std::uint64_t refused = 0;   ///< were told that what they ask for cannot be had
        std::uint64_t malformed = 0; ///< or of a protocol that is not carried
    };
    /// The packet is the gate's, for the time of the call.
    using OnPacket = std::function<void(std::string_view packet)>;

    PacketGate(const asio::any_io_executor& executor, base::UniqueFd device, base::UniqueFd raw_v4,
               base::UniqueFd raw_v6);

    /// Until it is closed.
    asio::awaitable<void> read_packets(OnPacket on_packet);
    /// From then on it needs no context: it may outlive it, for whoever still wants to answer.
    void close();

    /// Back into the engine, as if it came from the device. A full queue loses it: its sender sends it again.
    void put_back(std::string_view packet);

    /// To the sender of a packet.
    void answer(std::string_view answer_packet);
    void refuse(std::string_view packet, const TcpPacket& about, Refusal refusal);
    void refuse(std::string_view packet, Refusal refusal); ///< of another protocol: reset is its port's

    Counters& counters() { return counters_; }

private:
    std::optional<asio::posix::stream_descriptor> device_; ///< until it is closed
    base::UniqueFd raw_v4_;
    base::UniqueFd raw_v6_;
    Counters counters_;
};

} // namespace berth::netbridge
