// SPDX-License-Identifier: Apache-2.0
// Who holds which published port. Pure: the caller listens, closes and tells the time.
//
// A lease is a connection of berth-port. A lost connection does not close the listener: its program may only
// be reconnecting. It has kLeaseGrace to come back, or another container may take the port over at once.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace berth::netbridge {

inline constexpr std::chrono::seconds kLeaseGrace{5};

struct PortKey {
    std::string protocol;     ///< "tcp", "udp"
    std::string host_address; ///< numeric, in the host's network namespace
    std::uint16_t host_port = 0;
    friend auto operator<=>(const PortKey&, const PortKey&) = default;
};

struct PortTarget {
    std::string address; ///< numeric, in the engine's network namespace
    std::uint16_t port = 0;
    friend bool operator==(const PortTarget&, const PortTarget&) = default;
};

using LeaseId = std::uint64_t; ///< names a connection, never reused

class PortLeases {
public:
    using Clock = std::chrono::steady_clock;

    enum class Outcome {
        listen,   ///< nobody had it: listen now, and withdraw() the lease if that fails
        keep,     ///< the listener is there already and now belongs to this lease
        conflict, ///< another container holds it
    };

    /// A lease holds one port; publishing again with it is a programming error of the caller.
    Outcome publish(const PortKey& key, const PortTarget& target, LeaseId lease);
    /// Its container ended: the port to close, if the lease still held one.
    std::optional<PortKey> withdraw(LeaseId lease);
    /// Its connection is gone.
    void lose(LeaseId lease, Clock::time_point now);
    /// Ports whose grace is over: to close.
    std::vector<PortKey> expire(Clock::time_point now);

    std::optional<PortTarget> target(const PortKey& key) const;
    std::vector<std::pair<PortKey, PortTarget>> all() const;

private:
    struct Entry {
        PortTarget target;
        std::optional<LeaseId> holder; ///< none while in grace
        Clock::time_point grace_ends{};
    };
    std::map<PortKey, Entry>::iterator held_by(LeaseId lease);

    std::map<PortKey, Entry> entries_;
};

} // namespace berth::netbridge
