// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/outbound/host_resolver.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>

namespace berth::netbridge {
namespace {

using SharedServer = std::shared_ptr<DnsServer>;
using SharedSocket = std::shared_ptr<DatagramSocket>;

asio::awaitable<void> answer(SharedServer server, SharedSocket client, std::string query)
{
    auto asking = server->answer(std::move(query), Transport::udp);
    const std::string answer = co_await std::move(asking);
    if (!answer.empty()) {
        (void)send_datagram(*client, answer); // who has gone needs none
    }
}

/// Queries do not wait for one another.
asio::awaitable<void> serve_datagrams(SharedServer server, SharedSocket client)
{
    ErrorCode error;
    while (!error && !is_over(*client)) {
        std::optional<std::string> query = take_datagram(*client);
        if (query) {
            auto answering = answer(server, client, std::move(*query));
            asio::co_spawn(client->get_executor(), std::move(answering), asio::detached);
        } else {
            co_await client->async_wait(DatagramSocket::wait_read, into(error));
        }
    }
}

} // namespace

Socket HostResolver::open_stream()
{
    asio::local::stream_protocol::socket ours(context_);
    asio::local::stream_protocol::socket clients(context_);
    asio::local::connect_pair(ours, clients);
    Socket served(std::move(ours));
    served.native_non_blocking(true);
    asio::co_spawn(context_, server_->serve_stream(std::move(served)), asio::detached);
    Socket connected(std::move(clients));
    connected.native_non_blocking(true);
    return connected;
}

DatagramSocket HostResolver::open_datagrams()
{
    DatagramPair line = make_datagram_pair();
    auto ours =
        std::make_shared<DatagramSocket>(adopt_datagrams(context_.get_executor(), std::move(line.first)));
    asio::co_spawn(context_, serve_datagrams(server_, std::move(ours)), asio::detached);
    return adopt_datagrams(context_.get_executor(), std::move(line.second));
}

} // namespace berth::netbridge
