// SPDX-License-Identifier: Apache-2.0
// Echo requests (ping) that leave the engine: each is asked outside, and answered as the outside has answered
// it, or not at all. For .cpp files only; belongs to a data thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "services/netbridge/core/outbound/packet.hpp"
#include "services/netbridge/outbound/outward.hpp"

namespace berth::netbridge {

class PacketGate;

class EchoOutbound {
public:
    static constexpr std::size_t kLimit = 1024; ///< requests under way; one beyond that is lost
    struct Counters {
        std::uint64_t asked = 0;
        std::uint64_t answered = 0;
        std::uint64_t crowded_out = 0;
    };
    using Ask = std::function<asio::awaitable<EchoAnswer>(IpAddress asked, std::string payload)>;

    /// `gate` outlives the context's last handler.
    EchoOutbound(asio::any_io_executor executor, PacketGate& gate, Ask ask);

    void on_packet(std::string_view packet, const EchoPacket& echo);

    const Counters& counters() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace berth::netbridge
