// SPDX-License-Identifier: Apache-2.0
// Moves a stream's bytes one way, source socket -> pipe -> target socket, without copying them to user space.
//
// Theory. Both sockets are watched edge-triggered: a side counts as ready until a call says EAGAIN, and an
// event makes it ready again. The pipe is the bound of what waits; the source is read only when the pipe is
// empty, so that an EAGAIN of the first splice can only mean "the source has nothing", and back-pressure
// needs no other rule.
//   Source at its end     -> what is in the pipe has been delivered -> shutdown(target, SHUT_WR): a
//   half-close
//                            arrives as a half-close.
//   Target takes no more  -> drop the pipe, shutdown(source, SHUT_RD), so that the writer there gets EPIPE.
//   The
//                            other direction goes on: what the target still said must arrive.
#pragma once

#include "base/unique_fd.hpp"

namespace berth::tunnel {

/// One end of a relay and what is known of it.
struct Side {
    base::UniqueFd fd;
    bool readable = true;
    bool writable = true;
    bool hung_up = false; ///< EPOLLHUP was seen: final
};

class SplicePump {
public:
    /// Throws base::SystemError when there are no descriptors left for the pipe.
    SplicePump();

    enum class Progress {
        waiting,  ///< for an event on one of the sides
        more,     ///< used up its share of this turn; run again soon
        finished, ///< end of stream passed on, or the target is gone
    };
    Progress run(Side& source, Side& target);

    bool finished() const { return finished_; }
    /// The target is gone; nothing of what waits can be delivered.
    void abandon(Side& source);

private:
    enum class Step { moved, blocked, over };
    Step fill(Side& source, Side& target);
    Step empty(Side& source, Side& target);

    base::UniqueFd pipe_out_;
    base::UniqueFd pipe_in_;
    std::size_t in_pipe_ = 0;
    bool finished_ = false;
};

} // namespace berth::tunnel
