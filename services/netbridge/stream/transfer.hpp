// SPDX-License-Identifier: Apache-2.0
// Reading and writing that waits only when it must. Asio's own operations, given as something to wait for,
// take a turn through the thread's queue and its epoll set each, also when the bytes are there: for a proxy
// that is a good part of a call. Sockets must be non_blocking(), or they wait with the whole thread. For .cpp
// files of the data planes only.
#pragma once

#include <algorithm>
#include <array>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include "services/netbridge/stream/socket.hpp"

namespace berth::netbridge {

/// After so many pieces without a pause, whoever moves them posts itself: other streams get their turn.
inline constexpr int kRoundsPerTurn = 16;

inline bool must_wait(const ErrorCode& error)
{
    return error == asio::error::would_block || error == asio::error::try_again;
}

/// What is there, at least a byte; as async_read_some() otherwise.
inline asio::awaitable<std::size_t> read_some(Socket& from, asio::mutable_buffer room, ErrorCode& error)
{
    std::size_t got = from.read_some(room, error);
    if (must_wait(error)) {
        error = {};
        got = co_await from.async_read_some(room, into(error));
    }
    co_return got;
}

/// Until there is something to read, which stays there. The epoll set may still tell of bytes that
/// read_some() has taken meanwhile.
inline asio::awaitable<void> input_or_end(Socket& from, ErrorCode& error)
{
    bool is_there = false;
    while (!is_there && !error) {
        co_await from.async_wait(Socket::wait_read, into(error));
        is_there = has_input(from);
    }
}

/// Takes a socket that nobody waits for out of its thread's epoll set for a while: each byte that comes in
/// would wake up the thread, and cost the sender the time to do so, while what came before cannot be passed
/// on yet. Meanwhile the socket is closed to everybody else.
class WatchPause {
public:
    explicit WatchPause(Socket& socket) : socket_(socket) {}
    ~WatchPause() = default;
    WatchPause(const WatchPause&) = delete;
    WatchPause& operator=(const WatchPause&) = delete;

    void begin() { fd_.reset(socket_.release()); }
    /// The socket is what it was before. Does nothing where none has begun.
    void end()
    {
        if (fd_) {
            socket_ = adopt_socket(socket_.get_executor(), std::move(fd_));
            socket_.non_blocking(true); // for read_some() and write_all(), as before
        }
    }

private:
    Socket& socket_;
    base::UniqueFd fd_;
};

/// All of both buffers, which outlive the wait; returns how much was written. While this waits, the source
/// of the bytes is not watched where its pause is given.
inline asio::awaitable<std::size_t> write_all(Socket& to, std::array<asio::const_buffer, 2> buffers,
                                              ErrorCode& error, WatchPause* source = nullptr)
{
    std::size_t written = to.write_some(buffers, error);
    if (must_wait(error)) {
        error = {};
        written = 0;
    }
    const std::size_t first = std::min(written, buffers[0].size());
    buffers[0] += first;
    buffers[1] += written - first;
    if (!error && asio::buffer_size(buffers) > 0) {
        if (source != nullptr) {
            source->begin();
        }
        const std::size_t rest = co_await asio::async_write(to, buffers, into(error));
        written += rest;
        if (source != nullptr) {
            source->end();
        }
    }
    co_return written;
}

inline asio::awaitable<std::size_t> write_all(Socket& to, asio::const_buffer buffer, ErrorCode& error)
{
    const std::array<asio::const_buffer, 2> buffers{buffer, asio::const_buffer()};
    const std::size_t written = co_await write_all(to, buffers, error);
    co_return written;
}

} // namespace berth::netbridge
