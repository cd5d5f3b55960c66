// SPDX-License-Identifier: Apache-2.0
// Two streams made one: what one peer sends the other receives, until both are done. For .cpp files only.
//
// Theory. Each direction has a pipe of its own and moves bytes with splice(2): socket to pipe to socket,
// without a copy through this process. The pipe is emptied before more is read, so at most kPipeBytes wait,
// and a slow reader slows its writer, not the other direction.
//   End of one direction: the receiver is told by shutdown (half-close), the other direction lives on. But if
//   the ended peer is gone altogether (a unix socket tells), nobody is left to send to or to wait for: both
//   close. Error: both sides are reset; a TCP peer must not take a broken stream for a finished one.
#pragma once

#include <cstdint>

#include "services/netbridge/stream/socket.hpp"

namespace berth::netbridge {

/// Plain numbers of one data plane, read and written on its thread only.
struct StreamCounters {
    std::uint64_t opened = 0; ///< streams joined since the start
    std::uint64_t open = 0;   ///< streams joined now
    std::uint64_t bytes = 0;  ///< moved, both directions
};

/// Takes both sockets over; returns when both directions have ended. No time limit: an idle stream is a good
/// stream.
asio::awaitable<void> join_streams(Socket first, Socket second, StreamCounters& counters);

} // namespace berth::netbridge
