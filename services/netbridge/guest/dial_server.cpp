// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/guest/dial_server.hpp"

#include <cerrno>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/this_coro.hpp>

#include "berth/netbridge/v1/dial.pb.h"
#include "services/netbridge/core/dial_target.hpp"
#include "services/netbridge/guest/connect.hpp"
#include "services/netbridge/stream/accept_loop.hpp"
#include "services/netbridge/stream/datagram_socket.hpp"
#include "services/netbridge/stream/join.hpp"
#include "services/netbridge/stream/message_stream.hpp"

namespace berth::netbridge {
namespace {

using namespace asio::experimental::awaitable_operators;

/// From the stream's first byte to its request: the host sends both at once.
constexpr std::chrono::milliseconds kRequestDeadline{5000};

} // namespace

struct DialServer::State {
    State(asio::io_context& context, base::UniqueFd fd, DialPlaces where)
        : listener(adopt_listener(context.get_executor(), std::move(fd))), places(std::move(where))
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
        std::optional<ClientAddress> client;
        if (!target || !take_client(request.client(), client)) {
            connected.error = EPERM;
            co_return;
        }
        if (std::holds_alternative<UnixTarget>(*target)) {
            const asio::local::stream_protocol::endpoint api(places.engine_api);
            co_await connect_in_time(connected, api, kConnectDeadline);
            co_return;
        }
        const InetTarget& port = std::get<InetTarget>(*target);
        ErrorCode error;
        const auto address = asio::ip::make_address(port.address, error);
        if (error) {
            connected.error = EINVAL;
            co_return;
        }
        const ContainerPort to{.transport = port.transport, .address = address, .port = port.port};
        co_await connect_container(connected, to, client, places.clients);
    }

    /// False for what is no client's address.
    static bool take_client(const std::string& text, std::optional<ClientAddress>& client)
    {
        if (text.empty()) {
            return true;
        }
        const auto parsed = parse_client_address(text);
        if (parsed) {
            client = *parsed;
        }
        return parsed.has_value();
    }

    Acceptor listener;
    const DialPlaces places;
    StreamTable counters;
};

DialServer::DialServer(boost::asio::io_context& context, base::UniqueFd listener, DialPlaces places)
    : state_(std::make_shared<State>(context, std::move(listener), std::move(places)))
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
