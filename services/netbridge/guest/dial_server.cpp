// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/guest/dial_server.hpp"

#include <cerrno>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/this_coro.hpp>
#include <sys/socket.h>

#include "berth/netbridge/v1/dial.pb.h"
#include "services/netbridge/core/dial_target.hpp"
#include "services/netbridge/stream/accept_loop.hpp"
#include "services/netbridge/stream/datagram_socket.hpp"
#include "services/netbridge/stream/join.hpp"
#include "services/netbridge/stream/message_stream.hpp"

namespace berth::netbridge {
namespace {

using namespace asio::experimental::awaitable_operators;

/// From the stream's first byte to its request: the host sends both at once.
constexpr std::chrono::milliseconds kRequestDeadline{5000};
/// Of one connection; less than the host waits for the reply (kPortDialDeadline).
constexpr std::chrono::milliseconds kConnectDeadline{8000};

struct Connected {
    base::UniqueFd socket;
    bool is_datagrams = false;
    int error = 0; ///< errno
};

asio::awaitable<void> connect_stream(Connected& result, asio::generic::stream_protocol::endpoint endpoint)
{
    Socket socket(co_await asio::this_coro::executor);
    ErrorCode error;
    co_await socket.async_connect(endpoint, into(error));
    result.error = error.value();
    if (!error) {
        // Taken out of this thread's epoll set: the set keeps a socket for as long as anybody has it open,
        // and would wake us for every byte that the host moves.
        result.socket.reset(socket.release());
    }
}

/// No packet is sent for it, so it does not wait.
void connect_datagrams(Connected& result, const asio::ip::udp::endpoint& endpoint)
{
    result.is_datagrams = true;
    result.socket.reset(::socket(endpoint.protocol().family(), SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const bool connected = result.socket && ::connect(result.socket.get(), endpoint.data(),
                                                      static_cast<socklen_t>(endpoint.size())) == 0;
    result.error = connected ? 0 : errno;
}

} // namespace

struct DialServer::State {
    State(asio::io_context& context, base::UniqueFd fd, std::string api)
        : listener(adopt_listener(context.get_executor(), std::move(fd))), engine_api(std::move(api))
    {}

    asio::awaitable<void> serve(Socket stream)
    {
        auto request = co_await receive_request(stream);
        if (!request) {
            co_return; // no request that we know: the host sees the stream end
        }
        Connected connected;
        co_await dial(*request, connected);
        v1::DialReply reply;
        reply.set_error(connected.error);
        reply.set_socket_follows(connected.error == 0 && request->accept_socket());
        const std::string payload = reply.SerializeAsString();
        if (reply.socket_follows()) {
            const int number = connected.socket.get();
            (void)co_await send_message_with_fd(stream, payload, number); // a host that has gone needs none
            co_return;
        }
        const bool sent = co_await send_message(stream, payload);
        if (sent && connected.error == 0) {
            co_await relay(std::move(stream), std::move(connected));
        }
    }

    asio::awaitable<void> relay(Socket stream, Connected connected)
    {
        const auto executor = co_await asio::this_coro::executor;
        if (connected.is_datagrams) {
            auto socket = adopt_datagrams(executor, std::move(connected.socket));
            co_await join_datagrams(std::move(socket), std::move(stream));
        } else {
            auto socket = adopt_socket(executor, std::move(connected.socket));
            co_await join_streams(std::move(stream), std::move(socket), counters);
        }
    }

    static asio::awaitable<std::optional<v1::DialRequest>> receive_request(Socket& stream)
    {
        auto outcome = co_await (receive_message(stream) || passes(kRequestDeadline));
        std::optional<v1::DialRequest> request;
        if (outcome.index() == 0 && std::get<0>(outcome)) {
            request.emplace();
            if (!request->ParseFromString(std::get<0>(outcome)->payload)) {
                request.reset();
            }
        }
        co_return request;
    }

    asio::awaitable<void> dial(const v1::DialRequest& request, Connected& connected)
    {
        const auto target = parse_dial_target(request.target());
        if (!target) {
            connected.error = EPERM;
            co_return;
        }
        if (std::holds_alternative<UnixTarget>(*target)) {
            const asio::local::stream_protocol::endpoint api(engine_api);
            co_await connect_in_time(connected, api);
            co_return;
        }
        const InetTarget& port = std::get<InetTarget>(*target);
        ErrorCode error;
        const auto address = asio::ip::make_address(port.address, error);
        if (error) {
            connected.error = EINVAL;
        } else if (port.transport == Transport::udp) {
            connect_datagrams(connected, {address, port.port});
        } else {
            const asio::ip::tcp::endpoint endpoint(address, port.port);
            co_await connect_in_time(connected, endpoint);
        }
    }

    static asio::awaitable<void> connect_in_time(Connected& connected,
                                                 asio::generic::stream_protocol::endpoint endpoint)
    {
        connected.error = ETIMEDOUT; // unless connect() says otherwise in time
        co_await (connect_stream(connected, endpoint) || passes(kConnectDeadline));
    }

    Acceptor listener;
    const std::string engine_api;
    StreamTable counters;
};

DialServer::DialServer(boost::asio::io_context& context, base::UniqueFd listener, std::string engine_api)
    : state_(std::make_shared<State>(context, std::move(listener), std::move(engine_api)))
{
    asio::co_spawn(context,
                   accept_each(state_->listener,
                               [state = state_](Socket stream) { return state->serve(std::move(stream)); }),
                   [state = state_](const std::exception_ptr&) {});
}

DialServer::~DialServer()
{
    ErrorCode ignored; // the listener is gone either way
    state_->listener.close(ignored);
}

} // namespace berth::netbridge
