// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/stream/join.hpp"

#include <cerrno>
#include <optional>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/error.hpp"
#include "services/netbridge/stream/transfer.hpp"

namespace berth::netbridge {
namespace {

base::UniqueFd copy_of(int fd)
{
    base::UniqueFd copy(::fcntl(fd, F_DUPFD_CLOEXEC, 0));
    if (!copy) {
        throw base::SystemError("copying a descriptor of a stream");
    }
    return copy;
}

std::size_t bytes_in(int pipe)
{
    int bytes = 0;
    return ::ioctl(pipe, FIONREAD, &bytes) == 0 && bytes > 0 ? static_cast<std::size_t>(bytes) : 0;
}

} // namespace

class JoinedStream {
public:
    JoinedStream(Socket first, Socket second, StreamTable& table)
        : first_(std::move(first)), second_(std::move(second)), table_(table)
    {
        ++table_.opened;
        table_.streams_.insert(this);
    }
    ~JoinedStream() { table_.streams_.erase(this); }
    JoinedStream(const JoinedStream&) = delete;
    JoinedStream& operator=(const JoinedStream&) = delete;

    /// What an earlier process had still to deliver goes first.
    void begin_with(base::UniqueFd for_first, base::UniqueFd for_second)
    {
        due_to_first_ = std::move(for_first);
        due_to_second_ = std::move(for_second);
    }

    asio::awaitable<void> run()
    {
        using namespace asio::experimental::awaitable_operators;
        co_await (move(first_, second_, to_second_, due_to_second_) &&
                  move(second_, first_, to_first_, due_to_first_));
    }

    /// Whoever waits here finds it over, and touches nothing.
    StreamParts give_away()
    {
        over_ = true;
        return {.first = copy_of(first_.native_handle()),
                .second = copy_of(second_.native_handle()),
                .for_first = still_due(due_to_first_, to_first_),
                .for_second = still_due(due_to_second_, to_second_)};
    }
    bool is_over() const { return over_; }

private:
    /// What came from an earlier process is delivered before anything else is read: one of them is empty.
    static base::UniqueFd still_due(const base::UniqueFd& due, const std::optional<Pipe>& pipe)
    {
        if (due && bytes_in(due.get()) > 0) {
            return copy_of(due.get());
        }
        return pipe && bytes_in(pipe->read_end.get()) > 0 ? copy_of(pipe->read_end.get()) : base::UniqueFd();
    }

    asio::awaitable<void> move(Socket& from, Socket& to, std::optional<Pipe>& pipe, base::UniqueFd& due)
    {
        if (due) {
            const std::size_t left = bytes_in(due.get());
            co_await deliver(due.get(), to, left);
            due.reset();
        }
        for (int round = 1; !over_; ++round) {
            const ssize_t taken = take(from, pipe);
            if (taken == 0) {
                co_return end(from, to);
            }
            if (taken < 0 && errno == EAGAIN) { // the pipe is empty, so it is the socket that has nothing
                co_await ready(from, Socket::wait_read);
            } else if (taken > 0) {
                co_await deliver(pipe->read_end.get(), to, static_cast<std::size_t>(taken));
            } else if (errno != EINTR) {
                break_off();
            }
            if (round % kRoundsPerTurn == 0) {
                co_await asio::post(asio::use_awaitable);
            }
        }
    }

    /// What splice(2) says. The pipe is kept only where it got something.
    ssize_t take(Socket& from, std::optional<Pipe>& pipe)
    {
        if (!pipe) {
            pipe = table_.pipes_.lend();
        }
        const ssize_t taken = ::splice(from.native_handle(), nullptr, pipe->write_end.get(), nullptr,
                                       kPipeBytes, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
        if (taken <= 0) {
            const int error = errno;
            table_.pipes_.give_back(std::move(*pipe));
            pipe.reset();
            errno = error;
        }
        return taken;
    }

    asio::awaitable<void> deliver(int pipe, Socket& to, std::size_t left)
    {
        while (left > 0 && !over_) {
            const ssize_t given =
                ::splice(pipe, nullptr, to.native_handle(), nullptr, left, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
            if (given > 0) {
                left -= static_cast<std::size_t>(given);
                table_.bytes += static_cast<std::uint64_t>(given);
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
    StreamTable& table_;
    std::optional<Pipe> to_first_; ///< while bytes are in it, or were a moment ago
    std::optional<Pipe> to_second_;
    base::UniqueFd due_to_first_;
    base::UniqueFd due_to_second_;
    bool over_ = false;
};

std::vector<StreamParts> StreamTable::give_away()
{
    std::vector<StreamParts> all;
    for (JoinedStream* stream : streams_) {
        if (!stream->is_over()) {
            all.push_back(stream->give_away());
        }
    }
    return all;
}

asio::awaitable<void> join_streams(Socket first, Socket second, StreamTable& table)
{
    JoinedStream stream(std::move(first), std::move(second), table);
    co_await stream.run();
}

asio::awaitable<void> join_again(StreamParts parts, StreamTable& table)
{
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    JoinedStream stream(adopt_socket(executor, std::move(parts.first)),
                        adopt_socket(executor, std::move(parts.second)), table);
    stream.begin_with(std::move(parts.for_first), std::move(parts.for_second));
    co_await stream.run();
}

} // namespace berth::netbridge
