// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/stream/datagram_socket.hpp"

#include <array>
#include <cerrno>

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <poll.h>
#include <sys/socket.h>

#include "base/error.hpp"
#include "services/netbridge/stream/message_stream.hpp"

namespace berth::netbridge {
namespace {

asio::awaitable<void> datagrams_to_frames(DatagramSocket& socket, Socket& stream)
{
    ErrorCode error;
    while (!error && !is_over(socket)) {
        const std::optional<std::string> datagram = take_datagram(socket);
        if (datagram) {
            const bool sent = co_await send_message(stream, *datagram);
            if (!sent) {
                co_return;
            }
        } else {
            co_await socket.async_wait(DatagramSocket::wait_read, into(error));
        }
    }
}

asio::awaitable<void> frames_to_datagrams(Socket& stream, DatagramSocket& socket)
{
    auto frame = co_await receive_message(stream);
    while (frame) {
        send_datagram(socket, frame->payload);
        frame = co_await receive_message(stream);
    }
}

} // namespace

DatagramSocket adopt_datagrams(const asio::any_io_executor& executor, base::UniqueFd fd)
{
    DatagramSocket socket(executor);
    socket.assign(asio::generic::datagram_protocol(socket_family(fd.get()), 0), fd.get());
    (void)fd.release(); // now the socket's
    socket.native_non_blocking(true);
    return socket;
}

DatagramPair make_datagram_pair()
{
    int ends[2] = {-1, -1};
    // SEQPACKET: as DGRAM, but an end learns that the other one is closed.
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0) {
        throw base::SystemError("making a pair of sockets");
    }
    return {.first = base::UniqueFd(ends[0]), .second = base::UniqueFd(ends[1])};
}

Arrival receive_datagram(DatagramSocket& socket)
{
    // One for all: a string of its own would cost its zeroes at each look, and keep its room while it waits.
    thread_local std::array<char, kMaxDatagramBytes> room;
    const ssize_t got = ::recv(socket.native_handle(), room.data(), room.size(), MSG_DONTWAIT);
    if (got < 0) {
        const bool is_nothing = errno == EAGAIN || errno == EINTR;
        return {.datagram = {}, .error = is_nothing ? 0 : errno};
    }
    if (got == 0 && is_over(socket)) {
        return {};
    }
    return {.datagram = std::string(room.data(), static_cast<std::size_t>(got))};
}

std::optional<std::string> take_datagram(DatagramSocket& socket)
{
    return receive_datagram(socket).datagram;
}

bool is_over(DatagramSocket& socket)
{
    pollfd entry{.fd = socket.native_handle(), .events = POLLIN, .revents = 0};
    const bool hung_up = ::poll(&entry, 1, 0) > 0 && (entry.revents & (POLLHUP | POLLNVAL)) != 0;
    char byte = 0;
    return hung_up && ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

int send_datagram(DatagramSocket& socket, std::string_view datagram)
{
    int earlier = 0; // told by the next send, which then has not been tried
    for (int attempt = 0; attempt < 2; ++attempt) {
        const ssize_t sent =
            ::send(socket.native_handle(), datagram.data(), datagram.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent >= 0 || errno == EAGAIN || errno == EMSGSIZE) {
            break;
        }
        earlier = errno;
    }
    return earlier;
}

asio::awaitable<void> join_datagrams(DatagramSocket socket, Socket stream)
{
    using namespace asio::experimental::awaitable_operators;
    co_await (datagrams_to_frames(socket, stream) || frames_to_datagrams(stream, socket));
}

} // namespace berth::netbridge
