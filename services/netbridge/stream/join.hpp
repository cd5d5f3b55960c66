// SPDX-License-Identifier: Apache-2.0
// Two streams made one: what one peer sends the other receives, until both are done. For .cpp files only.
//
// Theory. Each direction moves bytes with splice(2): socket to pipe to socket, without a copy through this
// process. It borrows a pipe for that, and empties it before more is read, so at most kPipeBytes wait, and a
// slow reader slows its writer, not the other direction.
//   End of one direction: the receiver is told by shutdown (half-close), the other direction lives on. But if
//   the ended peer is gone altogether (a unix socket tells), nobody is left to send to or to wait for: both
//   close. Error: both sides are reset; a TCP peer must not take a broken stream for a finished one.
//   Everything of a stream is in kernel objects, its sockets and what a pipe still holds. So it can be given
//   away at any moment at which no byte is on the move, to a process that goes on with it, and its peers do
//   not notice.
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "services/netbridge/stream/socket.hpp"
#include "services/netbridge/stream/spare_pipes.hpp"
#include "services/netbridge/stream/stream_parts.hpp"

namespace berth::netbridge {

class JoinedStream;

/// The streams of one data plane; on its thread only.
class StreamTable {
public:
    std::uint64_t opened = 0; ///< streams joined since the start
    std::uint64_t bytes = 0;  ///< moved, both directions
    std::size_t open() const { return streams_.size(); }

    /// All of them: they are no longer moved here, and their peers notice nothing as long as the parts are
    /// held.
    std::vector<StreamParts> give_away();

private:
    friend class JoinedStream;
    std::set<JoinedStream*> streams_;
    SparePipes pipes_;
};

/// Takes both sockets over; returns when both directions have ended. No time limit: an idle stream is a good
/// stream.
asio::awaitable<void> join_streams(Socket first, Socket second, StreamTable& table);

/// Goes on with a stream that was given away.
asio::awaitable<void> join_again(StreamParts parts, StreamTable& table);

} // namespace berth::netbridge
