// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/stream/socket.hpp"

#include <cerrno>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <poll.h>
#include <sys/socket.h>

#include "base/error.hpp"
#include "base/linux/unix_socket.hpp"

namespace berth::netbridge {
namespace {

enum class Ahead { nothing_yet, bytes, end };

Ahead look_ahead(Socket& socket)
{
    char byte = 0;
    const ssize_t got = ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (got > 0) {
        return Ahead::bytes;
    }
    return got < 0 && (errno == EAGAIN || errno == EINTR) ? Ahead::nothing_yet : Ahead::end;
}

} // namespace

int socket_family(int fd)
{
    int family = 0;
    socklen_t length = sizeof family;
    if (::getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &family, &length) != 0) {
        throw base::SystemError("reading a socket's family");
    }
    return family;
}

Socket adopt_socket(const asio::any_io_executor& executor, base::UniqueFd fd)
{
    Socket socket(executor);
    socket.assign(asio::generic::stream_protocol(socket_family(fd.get()), 0), fd.get());
    (void)fd.release(); // now the socket's
    socket.native_non_blocking(true);
    return socket;
}

Acceptor adopt_listener(const asio::any_io_executor& executor, base::UniqueFd fd)
{
    Acceptor acceptor(executor);
    acceptor.assign(asio::generic::stream_protocol(socket_family(fd.get()), 0), fd.get());
    (void)fd.release(); // now the acceptor's
    return acceptor;
}

void close_listener(Acceptor& listener)
{
    if (listener.is_open()) {
        const base::UniqueFd closed(listener.release());
    }
}

asio::awaitable<void> passes(std::chrono::milliseconds time)
{
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    ErrorCode cancelled; // then nobody waits for it any more
    co_await timer.async_wait(into(cancelled));
}

std::optional<PeerUser> peer_user(Socket& socket)
{
    if (socket_family(socket.native_handle()) != AF_UNIX) {
        return std::nullopt;
    }
    const int fd = socket.native_handle();
    const ucred peer = base::peer_credentials(fd);
    return PeerUser{.uid = peer.uid, .gid = peer.gid, .groups = base::peer_groups(fd)};
}

bool has_input(Socket& socket)
{
    return look_ahead(socket) != Ahead::nothing_yet;
}

bool at_end(Socket& socket)
{
    return look_ahead(socket) == Ahead::end;
}

bool is_hung_up(Socket& socket)
{
    pollfd entry{.fd = socket.native_handle(), .events = 0, .revents = 0};
    return ::poll(&entry, 1, 0) > 0 && (entry.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
}

void reset_connection(Socket& socket)
{
    ErrorCode ignored; // the connection is given up; a unix socket knows no reset
    socket.set_option(asio::socket_base::linger(true, 0), ignored);
    socket.close(ignored);
}

} // namespace berth::netbridge
