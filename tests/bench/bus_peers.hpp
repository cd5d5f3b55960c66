// SPDX-License-Identifier: Apache-2.0
// Both ends of an event, in the two ways that tests/bench/bus compares:
//   berth  BusClient, a protobuf message in, the same message out
//   bare   a ZeroMQ socket and nothing else: three parts with the same bytes, made beforehand
// Threading: each belongs to one thread of a process that does nothing else.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace berth::bench {

/// "berth=DIR" or "bare=DIR": the broker's or the proxy's directory with events-in.sock and events-out.sock.
struct Way {
    std::string name;
    std::string directory;
};
/// Throws base::Error.
Way parse_way(const std::string& word);

/// What each event's message begins with.
struct Stamp {
    std::uint64_t number = 0;
    std::int64_t sent_ns = 0; ///< of the machine's steady clock, which all processes share
};
std::int64_t steady_ns();

class Publisher {
public:
    virtual ~Publisher() = default;
    virtual void publish(const Stamp& stamp) = 0;
    /// What it has to do beside publishing; waits for nothing.
    virtual void turn() = 0;
};
std::unique_ptr<Publisher> make_publisher(const Way& way, std::size_t payload_bytes);

/// Calls for each event until it returns false. Throws base::Error when none comes for so long.
void subscribe(const Way& way, std::size_t payload_bytes, std::chrono::milliseconds at_most,
               const std::function<bool(const Stamp&)>& on_event);

} // namespace berth::bench
