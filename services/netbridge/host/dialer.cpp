// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/dialer.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/this_coro.hpp>

#include "base/error.hpp"
#include "berth/netbridge/v1/dial.pb.h"
#include "services/netbridge/stream/message_stream.hpp"

namespace berth::netbridge {
namespace {

using Clock = std::chrono::steady_clock;

/// Between two attempts: nothing tells when an engine begins to listen.
constexpr std::chrono::milliseconds kRedialInterval{50};

std::chrono::milliseconds left_until(Clock::time_point deadline)
{
    return std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
}

} // namespace

/// What the guest's answer leaves: the socket itself, or else the stream that carries its bytes.
struct GuestDialer::Reached {
    Socket stream;
    base::UniqueFd socket;
};

namespace {

/// Nothing, or why the guest has not connected; the socket, where it sends one.
asio::awaitable<std::optional<base::Failure>> ask_guest(Socket& stream, const std::string& client,
                                                        const std::string& target, base::UniqueFd& socket)
{
    v1::DialRequest request;
    request.set_target(target);
    request.set_client(client);
    request.set_accept_socket(true);
    const std::string payload = request.SerializeAsString();
    const bool sent = co_await send_message(stream, payload);
    if (!sent) {
        co_return base::Failure("the engine's side of the tunnel closed the stream", "");
    }
    auto received = co_await receive_message(stream);
    v1::DialReply reply;
    if (!received || !reply.ParseFromString(received->payload)) {
        co_return base::Failure("the engine's side of the tunnel gave no answer", "");
    }
    if (reply.error() != 0) {
        co_return base::Failure(target + ": " + base::errno_text(reply.error()), "");
    }
    if (reply.socket_follows() && !received->fd) {
        co_return base::Failure("the engine's side of the tunnel announced a socket and sent none", "");
    }
    socket = std::move(received->fd);
    co_return std::nullopt;
}

} // namespace

asio::awaitable<base::Result<GuestDialer::Reached>> GuestDialer::reach(std::string client, std::string target,
                                                                       std::chrono::milliseconds at_most)
{
    using namespace asio::experimental::awaitable_operators;
    Reached reached{.stream = Socket(co_await asio::this_coro::executor), .socket = {}};
    ErrorCode error;
    co_await reached.stream.async_connect(asio::local::stream_protocol::endpoint(tunnel_socket_.string()),
                                          into(error));
    if (error) {
        co_return base::Failure("connecting to " + tunnel_socket_.string() + ": " + error.message(), "");
    }
    const auto outcome =
        co_await (ask_guest(reached.stream, client, target, reached.socket) || passes(at_most));
    if (outcome.index() == 1) {
        co_return base::Failure(target + " did not answer within " + std::to_string(at_most.count()) + " ms",
                                "");
    }
    if (const std::optional<base::Failure>& failure = std::get<0>(outcome)) {
        co_return *failure;
    }
    co_return std::move(reached);
}

asio::awaitable<base::Result<Socket>> GuestDialer::dial_as(std::string client, std::string target,
                                                           std::chrono::milliseconds at_most)
{
    auto reached = co_await reach(std::move(client), std::move(target), at_most);
    if (!reached) {
        co_return reached.error();
    }
    if (!reached->socket) {
        co_return std::move(reached->stream);
    }
    co_return adopt_socket(reached->stream.get_executor(), std::move(reached->socket));
}

asio::awaitable<base::Result<DatagramSocket>>
GuestDialer::dial_datagrams_as(std::string client, std::string target, std::chrono::milliseconds at_most)
{
    auto reached = co_await reach(std::move(client), std::move(target), at_most);
    if (!reached) {
        co_return reached.error();
    }
    const auto executor = co_await asio::this_coro::executor;
    if (reached->socket) {
        co_return adopt_datagrams(executor, std::move(reached->socket));
    }
    DatagramPair line = make_datagram_pair();
    auto joined =
        join_datagrams(adopt_datagrams(executor, std::move(line.second)), std::move(reached->stream));
    asio::co_spawn(executor, std::move(joined), asio::detached);
    co_return adopt_datagrams(executor, std::move(line.first));
}

asio::awaitable<base::Result<Socket>> dial_until_ready(Dialer& dialer, std::string target,
                                                       std::chrono::milliseconds deadline)
{
    const Clock::time_point end = Clock::now() + deadline;
    while (true) {
        auto socket = co_await dialer.dial(target, std::max(left_until(end), kRedialInterval));
        if (socket || left_until(end) <= kRedialInterval) {
            co_return socket;
        }
        co_await passes(kRedialInterval);
    }
}

} // namespace berth::netbridge
