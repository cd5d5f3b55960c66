// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/dialer.hpp"

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

/// The connected socket, or why not. Takes the tunnel stream over.
asio::awaitable<base::Result<Socket>> ask_guest(Socket& stream, const std::string& target)
{
    v1::DialRequest request;
    request.set_target(target);
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
    if (!reply.socket_follows()) {
        co_return std::move(stream);
    }
    if (!received->fd) {
        co_return base::Failure("the engine's side of the tunnel announced a socket and sent none", "");
    }
    co_return adopt_socket(stream.get_executor(), std::move(received->fd));
}

} // namespace

asio::awaitable<base::Result<Socket>> GuestDialer::dial(std::string target, std::chrono::milliseconds at_most)
{
    using namespace asio::experimental::awaitable_operators;
    Socket stream(co_await asio::this_coro::executor);
    ErrorCode error;
    co_await stream.async_connect(asio::local::stream_protocol::endpoint(tunnel_socket_.string()),
                                  into(error));
    if (error) {
        co_return base::Failure("connecting to " + tunnel_socket_.string() + ": " + error.message(), "");
    }
    auto outcome = co_await (ask_guest(stream, target) || passes(at_most));
    if (outcome.index() == 1) {
        co_return base::Failure(target + " did not answer within " + std::to_string(at_most.count()) + " ms",
                                "");
    }
    co_return std::get<0>(std::move(outcome));
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
