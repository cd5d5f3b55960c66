// SPDX-License-Identifier: Apache-2.0
// Frames on ZeroMQ sockets. Sending never blocks: a full or absent peer is an outcome, not a wait.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <google/protobuf/message.h>
#include <zmq.hpp>

#include "wire/event_head.hpp"
#include "wire/frame.hpp"

namespace berth::wire {

/// False when the message could not be queued (high-water mark, or a ROUTER that knows no such peer).
bool send_frame(zmq::socket_ref socket, const Frame& frame);
bool send_frame_to(zmq::socket_ref router, const std::string& peer, const Frame& frame);

/// A message as it came, for who passes it on or reads it without keeping it; or as it is to go.
class Parts {
public:
    /// The payload and the envelope are written where ZeroMQ keeps them, without copies in between.
    void write(const std::string& topic, const bus::v1::Envelope& envelope,
               const google::protobuf::Message& payload);
    /// False when there is nothing to read. What it held before is gone.
    bool receive(zmq::socket_ref socket);
    /// Nothing for what goes no further (read_head()).
    std::optional<EventHead> head() const;
    /// The whole; a failure for what decode() refuses.
    base::Result<Frame> frame() const;
    std::array<std::size_t, kFrames> sizes() const; ///< in bytes
    std::string_view topic() const { return messages_.front().to_string_view(); }
    std::string_view payload() const { return messages_.back().to_string_view(); }
    /// ZeroMQ reads into blocks of 8 KiB, and a part keeps the whole block that it came in. This gives small
    /// parts memory of their own.
    void leave_blocks();
    /// The very bytes. What it holds afterwards is nothing. False when they could not be queued.
    bool send(zmq::socket_ref socket);

private:
    using Views = std::array<std::string_view, kFrames + 1>; // one more, so that a surplus is seen
    std::span<const std::string_view> look(Views& views) const;

    std::array<zmq::message_t, kFrames> messages_;
    std::size_t count_ = 0; ///< of the parts that came, also those beyond kFrames
};

/// What one receive brought. `peer` is set for a ROUTER; `frame` holds a failure for malformed messages.
struct ReceivedFrame {
    std::string peer;
    base::Result<Frame> frame;
};

/// std::nullopt when there is nothing to read. `from_router`: the first part is the peer's routing id.
std::optional<ReceivedFrame> receive_frame(zmq::socket_ref socket, bool from_router);

} // namespace berth::wire
