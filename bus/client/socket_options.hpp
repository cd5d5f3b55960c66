// SPDX-License-Identifier: Apache-2.0
// What every socket of a bus client has in common.
#pragma once

#include <zmq.hpp>

#include "wire/limits.hpp"

namespace berth::client {

/// The last words (Drained, Goodbye) may still leave when the socket closes; longer nobody waits.
constexpr int kLingerMs = 200;
/// A broker that comes back is found within this time.
constexpr int kReconnectMs = 20;
/// Through a relay a dead peer shows by silence only.
constexpr int kHeartbeatIntervalMs = 5000;
constexpr int kHeartbeatTimeoutMs = 15000;

inline void set_peer_options(zmq::socket_t& socket)
{
    socket.set(zmq::sockopt::linger, kLingerMs);
    socket.set(zmq::sockopt::reconnect_ivl, kReconnectMs);
    socket.set(zmq::sockopt::heartbeat_ivl, kHeartbeatIntervalMs);
    socket.set(zmq::sockopt::heartbeat_timeout, kHeartbeatTimeoutMs);
    socket.set(zmq::sockopt::sndhwm, wire::kMaxQueuedMessages);
    socket.set(zmq::sockopt::rcvhwm, wire::kMaxQueuedMessages);
    socket.set(zmq::sockopt::maxmsgsize, wire::kMaxPartBytes);
}

} // namespace berth::client
