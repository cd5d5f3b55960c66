// SPDX-License-Identifier: Apache-2.0
#include "tunnel/splice_pump.hpp"

#include <array>
#include <cerrno>

#include <fcntl.h>
#include <sys/socket.h>

#include "base/error.hpp"

namespace berth::tunnel {
namespace {

constexpr std::size_t kMaxSpliceBytes = 64U << 10U; ///< a pipe's own size: more would not fit
constexpr int kRoundsPerTurn = 16;                  ///< then other connections get their turn

/// EINTR is retried.
ssize_t splice_bytes(int from, int to, std::size_t at_most)
{
    for (;;) {
        const ssize_t moved =
            ::splice(from, nullptr, to, nullptr, at_most, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
        if (moved >= 0 || errno != EINTR) {
            return moved;
        }
    }
}

} // namespace

SplicePump::SplicePump()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
        throw base::SystemError("making a pipe to relay through");
    }
    pipe_out_.reset(ends[0]);
    pipe_in_.reset(ends[1]);
}

SplicePump::Progress SplicePump::run(Side& source, Side& target)
{
    for (int round = 0; round < kRoundsPerTurn && !finished_; ++round) {
        const Step step = in_pipe_ == 0 ? fill(source, target) : empty(source, target);
        if (step == Step::blocked) {
            return Progress::waiting;
        }
    }
    return finished_ ? Progress::finished : Progress::more;
}

SplicePump::Step SplicePump::fill(Side& source, Side& target)
{
    if (!source.readable) {
        return Step::blocked;
    }
    const ssize_t got = splice_bytes(source.fd.get(), pipe_in_.get(), kMaxSpliceBytes);
    if (got > 0) {
        in_pipe_ = static_cast<std::size_t>(got);
        return Step::moved;
    }
    if (got < 0 && errno == EAGAIN) {
        source.readable = false;
        return Step::blocked;
    }
    // End of stream. A reset looks the same to the target: there is no way to pass one on over a unix socket.
    (void)::shutdown(target.fd.get(), SHUT_WR); // fails only when the target is gone already
    finished_ = true;
    return Step::over;
}

SplicePump::Step SplicePump::empty(Side& source, Side& target)
{
    if (!target.writable) {
        return Step::blocked;
    }
    const ssize_t put = splice_bytes(pipe_out_.get(), target.fd.get(), in_pipe_);
    if (put > 0) {
        in_pipe_ -= static_cast<std::size_t>(put);
        return Step::moved;
    }
    if (put < 0 && errno == EAGAIN) {
        target.writable = false;
        return Step::blocked;
    }
    abandon(source);
    return Step::over;
}

void SplicePump::abandon(Side& source)
{
    (void)::shutdown(source.fd.get(), SHUT_RD); // fails only when the source is gone already
    in_pipe_ = 0;
    finished_ = true;
}

} // namespace berth::tunnel
