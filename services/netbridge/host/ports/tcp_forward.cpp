// SPDX-License-Identifier: Apache-2.0
// Each connection to the port is joined with one to the container, dialled inside the engine.
#include <cstring>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>

#include "services/netbridge/host/dialer.hpp"
#include "services/netbridge/host/ports/port_forward.hpp"
#include "services/netbridge/stream/accept_loop.hpp"
#include "services/netbridge/stream/join.hpp"

namespace berth::netbridge {
namespace {

/// From a client's connection to one with the container; more than the engine's side gives connect(2).
constexpr std::chrono::milliseconds kPortDialDeadline{10000};

Acceptor listen_anew(const asio::any_io_executor& executor, const asio::ip::tcp::endpoint& endpoint,
                     ErrorCode& error)
{
    Acceptor listener(executor);
    listener.open(asio::generic::stream_protocol(endpoint.protocol()), error);
    if (!error && endpoint.address().is_v6()) {
        listener.set_option(asio::ip::v6_only(true), error); // dockerd asks for each family on its own
    }
    if (!error) {
        listener.set_option(Acceptor::reuse_address(true), error);
    }
    if (!error) {
        listener.bind(endpoint, error);
    }
    if (!error) {
        listener.listen(Acceptor::max_listen_connections, error);
    }
    return listener;
}

/// Empty: it has gone already, or is nobody whom a container could be shown.
std::string shown_client_of(const Socket& client)
{
    ErrorCode error;
    const auto generic = client.remote_endpoint(error);
    asio::ip::tcp::endpoint endpoint;
    if (error || generic.size() > endpoint.capacity()) {
        return "";
    }
    std::memcpy(endpoint.data(), generic.data(), generic.size());
    endpoint.resize(generic.size());
    return shown_client(endpoint.address(), endpoint.port());
}

asio::awaitable<void> serve_client(Socket client, ForwardParts parts)
{
    const auto target = parts.target();
    if (!target) {
        co_return reset_connection(client);
    }
    std::string shown = shown_client_of(client);
    std::string container_port = to_text(*target);
    auto container =
        co_await parts.dialer.dial_as(std::move(shown), std::move(container_port), kPortDialDeadline);
    if (!container) {
        co_return reset_connection(client); // as near to "refused" as an accepted connection can come
    }
    co_await join_streams(std::move(client), std::move(*container), parts.streams);
}

class TcpForward final : public PortForward {
public:
    TcpForward(Acceptor listener, const ForwardParts& parts)
        : listener_(std::make_shared<Acceptor>(std::move(listener)))
    {
        const auto serve = [parts](Socket client) { return serve_client(std::move(client), parts); };
        asio::co_spawn(parts.context, accept_each(*listener_, serve),
                       [listener = listener_](const std::exception_ptr& /*the listener has been closed*/) {});
    }
    ~TcpForward() override { close_listener(*listener_); }
    TcpForward(const TcpForward&) = delete;
    TcpForward& operator=(const TcpForward&) = delete;

    int native_handle() const override { return listener_->native_handle(); }

private:
    std::shared_ptr<Acceptor> listener_; // shared with its loop
};

} // namespace

std::unique_ptr<PortForward> forward_tcp(const HostPort& port, base::UniqueFd before, ForwardParts parts,
                                         ErrorCode& error)
{
    const auto executor = parts.context.get_executor();
    Acceptor listener = before ? adopt_listener(executor, std::move(before))
                               : listen_anew(executor, {port.address, port.port}, error);
    return error ? nullptr : std::make_unique<TcpForward>(std::move(listener), parts);
}

} // namespace berth::netbridge
