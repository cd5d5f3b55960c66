// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/stream/join.hpp"

#include <cerrno>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include <fcntl.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/scope_exit.hpp"
#include "services/netbridge/stream/transfer.hpp"

namespace berth::netbridge {
namespace {

constexpr int kPipeBytes = 256 << 10;

struct Pipe {
    Pipe()
    {
        int ends[2] = {-1, -1};
        if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
            throw base::SystemError("making a pipe");
        }
        read_end.reset(ends[0]);
        write_end.reset(ends[1]);
        (void)::fcntl(ends[1], F_SETPIPE_SZ,
                      kPipeBytes); // refused beyond the user's share: the default size works too
    }
    base::UniqueFd read_end;
    base::UniqueFd write_end;
};

class Join {
public:
    Join(Socket first, Socket second, StreamCounters& counters)
        : first_(std::move(first)), second_(std::move(second)), counters_(counters)
    {}

    asio::awaitable<void> run()
    {
        using namespace asio::experimental::awaitable_operators;
        co_await (move(first_, second_) && move(second_, first_));
    }

private:
    asio::awaitable<void> move(Socket& from, Socket& to)
    {
        Pipe pipe;
        for (int round = 1; !over_; ++round) {
            const ssize_t taken = ::splice(from.native_handle(), nullptr, pipe.write_end.get(), nullptr,
                                           kPipeBytes, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
            if (taken == 0) {
                co_return end(from, to);
            }
            if (taken < 0 && errno == EAGAIN) { // the pipe is empty, so it is the socket that has nothing
                co_await ready(from, Socket::wait_read);
            } else if (taken > 0) {
                co_await deliver(pipe, to, static_cast<std::size_t>(taken));
            } else if (errno != EINTR) {
                break_off();
            }
            if (round % kRoundsPerTurn == 0) {
                co_await asio::post(asio::use_awaitable);
            }
        }
    }

    asio::awaitable<void> deliver(Pipe& pipe, Socket& to, std::size_t left)
    {
        while (left > 0 && !over_) {
            const ssize_t given = ::splice(pipe.read_end.get(), nullptr, to.native_handle(), nullptr, left,
                                           SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
            if (given > 0) {
                left -= static_cast<std::size_t>(given);
                counters_.bytes += static_cast<std::uint64_t>(given);
            } else if (given < 0 && errno == EAGAIN) {
                co_await ready(to, Socket::wait_write);
            } else if (given == 0 || errno != EINTR) {
                break_off();
            }
        }
    }

    static asio::awaitable<void> ready(Socket& socket, Socket::wait_type kind)
    {
        ErrorCode cancelled; // then over_ is set
        co_await socket.async_wait(kind, into(cancelled));
    }

    void end(Socket& from, Socket& to)
    {
        ErrorCode ignored; // a receiver that is gone needs no telling
        to.shutdown(Socket::shutdown_send, ignored);
        if (is_hung_up(from)) {
            over_ = true;
            first_.close(ignored);
            second_.close(ignored);
        }
    }

    void break_off()
    {
        over_ = true;
        reset_connection(first_);
        reset_connection(second_);
    }

    Socket first_;
    Socket second_;
    StreamCounters& counters_;
    bool over_ = false;
};

} // namespace

asio::awaitable<void> join_streams(Socket first, Socket second, StreamCounters& counters)
{
    ++counters.opened;
    ++counters.open;
    const base::ScopeExit closed([&counters] { --counters.open; });
    Join join(std::move(first), std::move(second), counters);
    co_await join.run();
}

} // namespace berth::netbridge
