// SPDX-License-Identifier: Apache-2.0
// The one socket type of the data planes: unix or TCP alike, so that any two can be joined. For .cpp files of
// the data planes only: Asio is heavy.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>

#include "base/unique_fd.hpp"

namespace berth::netbridge {

namespace asio = boost::asio;
using Socket = asio::generic::stream_protocol::socket;
using Acceptor = asio::basic_socket_acceptor<asio::generic::stream_protocol>;
using ErrorCode = boost::system::error_code;

/// `co_await socket.async_wait(kind, into(error))`: errors as values.
inline auto into(ErrorCode& error)
{
    return asio::redirect_error(asio::use_awaitable, error);
}

/// AF_UNIX, AF_INET or AF_INET6. Throws SystemError.
int socket_family(int fd);

/// Takes over a connected descriptor and makes it non-blocking.
Socket adopt_socket(const asio::any_io_executor& executor, base::UniqueFd fd);

/// The same for a listening one.
Acceptor adopt_listener(const asio::any_io_executor& executor, base::UniqueFd fd);

/// Accepts no more. Also where others hold the same open file, which would else stay in the thread's epoll
/// set.
void close_listener(Acceptor& listener);

/// A timer as something to wait for: `co_await (work() || passes(kDeadline))`.
asio::awaitable<void> passes(std::chrono::milliseconds time);

/// Who is at the other end of a unix socket, in this process's user namespace.
struct PeerUser {
    unsigned uid = 0;
    unsigned gid = 0;
    std::vector<unsigned> groups; ///< the supplementary ones
};
/// As it was when the peer connected. nullopt: no unix socket, so it is not known.
std::optional<PeerUser> peer_user(Socket& socket);

/// Reading would not wait: there are bytes, the end, or an error.
bool has_input(Socket& socket);

/// The peer has ended the stream towards us and nothing is left to read.
bool at_end(Socket& socket);

/// The peer is gone altogether, not just its sending half. Known for unix sockets; for TCP only once both
/// halves ended.
bool is_hung_up(Socket& socket);

/// Closes so that the peer of a TCP connection sees a reset.
void reset_connection(Socket& socket);

} // namespace berth::netbridge
