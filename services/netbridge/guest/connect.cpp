// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/guest/connect.hpp"

#include <cerrno>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/this_coro.hpp>
#include <sys/socket.h>

#include "base/error.hpp"
#include "services/netbridge/guest/client_network.hpp"

namespace berth::netbridge {
namespace {

using namespace asio::experimental::awaitable_operators;
using Clock = std::chrono::steady_clock;

asio::awaitable<void> connect_stream(Connected& connected, Socket socket,
                                     asio::generic::stream_protocol::endpoint endpoint)
{
    ErrorCode error;
    co_await socket.async_connect(endpoint, into(error));
    connected.error = error.value();
    if (!error) {
        // Taken out of this thread's epoll set: the set keeps a socket for as long as anybody has it open,
        // and would wake us for every byte that the host moves.
        connected.socket.reset(socket.release());
    }
}

/// No packet is sent for it, so it does not wait.
void connect_datagrams(Connected& connected, base::UniqueFd socket, const ContainerPort& to)
{
    const asio::ip::udp::endpoint endpoint(to.address, to.port);
    const bool good =
        socket && ::connect(socket.get(), endpoint.data(), static_cast<socklen_t>(endpoint.size())) == 0;
    connected.error = good ? 0 : errno;
    if (good) {
        connected.socket = std::move(socket);
    }
}

base::UniqueFd open_datagrams(const asio::ip::address& to)
{
    return base::UniqueFd(
        ::socket(to.is_v6() ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

bool may_speak_as(const ClientAddress& client, const ContainerPort& to, ClientNetwork* clients)
{
    if (clients == nullptr || client.address.is_v6 != to.address.is_v6()) {
        return false;
    }
    try {
        return clients->can_speak_as(client.address);
    } catch (const base::SystemError&) {
        return false; // not known, so it is left alone
    }
}

/// Another connection has the client's port, with any other end (at bind) or with this one (at connect).
bool port_is_taken(int error)
{
    return error == EADDRINUSE || error == EADDRNOTAVAIL;
}

/// From the client's address: one attempt.
asio::awaitable<void> connect_as(Connected& connected, ContainerPort to, IpAddress client, std::uint16_t port)
{
    base::UniqueFd fd = open_as_client(to.transport, client, port);
    if (!fd) {
        connected.error = errno;
        co_return;
    }
    if (to.transport == Transport::udp) {
        connect_datagrams(connected, std::move(fd), to);
        co_return;
    }
    Socket socket = adopt_socket(co_await asio::this_coro::executor, std::move(fd));
    const asio::generic::stream_protocol::endpoint endpoint = asio::ip::tcp::endpoint(to.address, to.port);
    connected.error = ETIMEDOUT; // unless connect() says otherwise in time
    co_await (connect_stream(connected, std::move(socket), endpoint) || passes(kConnectAsClientDeadline));
}

} // namespace

asio::awaitable<void> connect_in_time(Connected& connected, asio::generic::stream_protocol::endpoint endpoint,
                                      std::chrono::milliseconds at_most)
{
    Socket socket(co_await asio::this_coro::executor);
    connected.error = ETIMEDOUT; // unless connect() says otherwise in time
    co_await (connect_stream(connected, std::move(socket), endpoint) || passes(at_most));
}

asio::awaitable<void> connect_container(Connected& connected, ContainerPort to,
                                        std::optional<ClientAddress> client, ClientNetwork* clients)
{
    const Clock::time_point end = Clock::now() + kConnectDeadline;
    connected.is_datagrams = to.transport == Transport::udp;
    if (client && may_speak_as(*client, to, clients)) {
        co_await connect_as(connected, to, client->address, client->port);
        if (port_is_taken(connected.error)) {
            co_await connect_as(connected, to, client->address, 0);
        }
        if (connected.error == 0 || connected.error == ECONNREFUSED) {
            co_return;
        }
    }
    if (connected.is_datagrams) {
        connect_datagrams(connected, open_datagrams(to.address), to);
        co_return;
    }
    const asio::generic::stream_protocol::endpoint endpoint = asio::ip::tcp::endpoint(to.address, to.port);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
    co_await connect_in_time(connected, endpoint, left);
}

} // namespace berth::netbridge
