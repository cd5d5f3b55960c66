// SPDX-License-Identifier: Apache-2.0
// Frames on ZeroMQ sockets. Sending never blocks: a full or absent peer is an outcome, not a wait.
#pragma once

#include <optional>
#include <string>

#include <zmq.hpp>

#include "wire/frame.hpp"

namespace berth::wire {

/// False when the message could not be queued (high-water mark, or a ROUTER that knows no such peer).
bool send_frame(zmq::socket_ref socket, const Frame& frame);
bool send_frame_to(zmq::socket_ref router, const std::string& peer, const Frame& frame);

/// What one receive brought. `peer` is set for a ROUTER; `frame` holds a failure for malformed messages.
struct ReceivedFrame {
    std::string peer;
    base::Result<Frame> frame;
};

/// std::nullopt when there is nothing to read. `from_router`: the first part is the peer's routing id.
std::optional<ReceivedFrame> receive_frame(zmq::socket_ref socket, bool from_router);

} // namespace berth::wire
