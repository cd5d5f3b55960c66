// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/outbound/host_outward.hpp"

#include <cerrno>

#include <boost/asio/this_coro.hpp>

#include "services/netbridge/outbound/host_ping.hpp"
#include "services/netbridge/outbound/socket_address.hpp"

namespace berth::netbridge {
asio::awaitable<Dialled<Socket>> HostOutward::connect(IpEndpoint place)
{
    Dialled<Socket> dialled{.socket = Socket(co_await asio::this_coro::executor)};
    const asio::generic::stream_protocol::endpoint endpoint(tcp_endpoint(place));
    ErrorCode error;
    co_await dialled.socket.async_connect(endpoint, into(error));
    dialled.error = error.value();
    co_return dialled;
}

asio::awaitable<Dialled<DatagramSocket>> HostOutward::connect_datagrams(IpEndpoint place)
{
    Dialled<DatagramSocket> dialled{.socket = DatagramSocket(co_await asio::this_coro::executor)};
    const asio::generic::datagram_protocol::endpoint endpoint(udp_endpoint(place));
    ErrorCode error;
    dialled.socket.open(endpoint.protocol(), error);
    if (!error) {
        dialled.socket.native_non_blocking(true);
        dialled.socket.connect(endpoint, error); // sends nothing, so it does not wait
    }
    dialled.error = error.value();
    co_return dialled;
}

asio::awaitable<Dialled<Socket>> HostOutward::connect_resolver()
{
    if (!resolver_) {
        co_return Dialled<Socket>{.socket = Socket(co_await asio::this_coro::executor),
                                  .error = ECONNABORTED};
    }
    co_return Dialled<Socket>{.socket = resolver_->open_stream()};
}

asio::awaitable<Dialled<DatagramSocket>> HostOutward::connect_resolver_datagrams()
{
    if (!resolver_) {
        co_return Dialled<DatagramSocket>{.socket = DatagramSocket(co_await asio::this_coro::executor),
                                          .error = ECONNABORTED};
    }
    co_return Dialled<DatagramSocket>{.socket = resolver_->open_datagrams()};
}

asio::awaitable<EchoAnswer> HostOutward::echo(IpAddress place, std::string payload)
{
    return ping(place, std::move(payload));
}

} // namespace berth::netbridge
