// SPDX-License-Identifier: Apache-2.0
// Plain sockets of a test, in the calling thread's network namespace. Every wait ends with an error.
#pragma once

#include <cerrno>
#include <string>
#include <string_view>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include "base/unique_fd.hpp"

namespace berth::netbridge::test {

using Tcp = boost::asio::ip::tcp::endpoint;
using Udp = boost::asio::ip::udp::endpoint;

constexpr int kPatienceMs = 10000;

inline boost::asio::ip::address address_of(const std::string& digits)
{
    return boost::asio::ip::make_address(digits);
}

template <class Endpoint>
base::UniqueFd open_socket(const Endpoint& endpoint)
{
    const int type = endpoint.protocol().type();
    return base::UniqueFd(::socket(endpoint.protocol().family(), type | SOCK_CLOEXEC, 0));
}

/// errno of connect(2); ETIME when it has not come to an end within the time.
inline int connect_error(const base::UniqueFd& socket, const Tcp& to, int at_most_ms = kPatienceMs)
{
    (void)::fcntl(socket.get(), F_SETFL, O_NONBLOCK);
    if (::connect(socket.get(), to.data(), static_cast<socklen_t>(to.size())) == 0) {
        return 0;
    }
    if (errno != EINPROGRESS) {
        return errno;
    }
    pollfd entry{.fd = socket.get(), .events = POLLOUT, .revents = 0};
    if (::poll(&entry, 1, at_most_ms) == 0) {
        return ETIME;
    }
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size);
    (void)::fcntl(socket.get(), F_SETFL, 0);
    return error;
}

inline int connect_error(const Tcp& to, int at_most_ms = kPatienceMs)
{
    return connect_error(open_socket(to), to, at_most_ms);
}

template <class Endpoint>
base::UniqueFd bound_socket(Endpoint& at)
{
    base::UniqueFd socket = open_socket(at);
    const int yes = 1;
    ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    ::bind(socket.get(), at.data(), static_cast<socklen_t>(at.size()));
    socklen_t size = static_cast<socklen_t>(at.capacity());
    ::getsockname(socket.get(), at.data(), &size);
    at.resize(size);
    return socket;
}

/// The port is chosen where it is 0.
inline base::UniqueFd listen_at(Tcp& at)
{
    base::UniqueFd socket = bound_socket(at);
    ::listen(socket.get(), 128);
    return socket;
}

inline void limit_waits(const base::UniqueFd& socket)
{
    const timeval patience{.tv_sec = kPatienceMs / 1000, .tv_usec = 0};
    ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

inline base::UniqueFd accept_from(const base::UniqueFd& listener)
{
    limit_waits(listener);
    base::UniqueFd accepted(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (accepted) {
        limit_waits(accepted);
    }
    return accepted;
}

/// To the end of the stream; `error` is errno of the last recv(2).
inline std::string receive_all(const base::UniqueFd& socket, int& error)
{
    limit_waits(socket);
    std::string all;
    char block[65536];
    ssize_t got = 0;
    while ((got = ::recv(socket.get(), block, sizeof block, 0)) > 0) {
        all.append(block, static_cast<std::size_t>(got));
    }
    error = got < 0 ? errno : 0;
    return all;
}

inline bool send_all(const base::UniqueFd& socket, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

} // namespace berth::netbridge::test
