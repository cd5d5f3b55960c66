// SPDX-License-Identifier: Apache-2.0
// The user mode of the network: everything that leaves the engine leaves as a socket of this process
// (core/outbound/engine_rules.hpp has the theory).
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/linux/namespaces.hpp"
#include "services/netbridge/core/outbound/outside_places.hpp"
#include "services/netbridge/outbound/engine_end.hpp"
#include "services/netbridge/stream/stream_parts.hpp"

namespace berth::netbridge {

class Outward;

struct OutboundCounters {
    std::uint64_t dns_queries = 0;
    std::uint64_t dns_local = 0; ///< answered without a server
    std::uint64_t dns_cached = 0;
    std::uint64_t dns_failed = 0;
    std::uint64_t tcp_connected = 0;
    std::uint64_t tcp_failed = 0;
    std::uint64_t tcp_open = 0; ///< now
    std::uint64_t tcp_bytes = 0;
    std::uint64_t udp_flows = 0;
    std::uint64_t udp_open = 0; ///< now
    std::uint64_t udp_sent = 0; ///< datagrams
    std::uint64_t udp_received = 0;
    std::uint64_t echo_asked = 0;
    std::uint64_t echo_answered = 0;
    std::uint64_t refused = 0;     ///< senders that were told no
    std::uint64_t crowded_out = 0; ///< for want of room in one of the tables
    std::uint64_t malformed = 0;   ///< packets, or of a protocol that is not carried
};

/// Has a thread of its own; all members may be called from any other thread.
class Outbound {
public:
    /// `engine` is its network namespace. Everything begins at once.
    Outbound(base::NamespaceFd engine, const UserAddresses& addresses, EngineEnd end,
             std::unique_ptr<Outward> outward);
    /// Ends every connection.
    ~Outbound();
    Outbound(const Outbound&) = delete;
    Outbound& operator=(const Outbound&) = delete;

    OutboundCounters counters() const;

    /// All streams that are open, for the next process; nothing new begins from then on.
    std::vector<StreamParts> give_streams_away();

private:
    struct Implementation;
    std::unique_ptr<Implementation> implementation_;
};

} // namespace berth::netbridge
