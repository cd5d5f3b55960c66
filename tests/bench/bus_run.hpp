// SPDX-License-Identifier: Apache-2.0
// One measured run of events from one publisher to its subscribers, each a process of its own. What they find
// lies in memory that they share.
//
//   probes until every subscriber has had one -> paced events (latency) -> as many as go through (throughput)
//
// No event may be lost: the publisher keeps at most `window` events ahead of the slowest subscriber.
#pragma once

#include <chrono>
#include <cstdint>

#include "tests/bench/bus_peers.hpp"

namespace berth::bench {

struct Plan {
    std::size_t subscribers = 1;
    std::size_t payload_bytes = 0; ///< sizeof(Stamp) at least
    std::uint64_t filling = 0;     ///< events before those that count
    std::uint64_t paced = 0;       ///< one after each `gap`
    std::chrono::microseconds gap{0};
    std::uint64_t flood = 0;
    std::uint64_t window = 4000; ///< below what a queue holds
    bool stuck = false;          ///< one subscriber more, which stops at its first event
};

struct Figures {
    double median_us = 0; ///< from before publish() to the subscriber's handler
    double p99_us = 0;
    double events_per_second = 0; ///< until the slowest subscriber had the last one
};

/// Forks: the caller must have no threads. Throws base::Error when an event was lost or came too late.
Figures run(const Way& way, const Plan& plan);

} // namespace berth::bench
