// SPDX-License-Identifier: Apache-2.0
#include "network_bench.hpp"

#include <future>
#include <sstream>
#include <thread>

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/use_future.hpp>

#include "base/error.hpp"
#include "base/linux/unix_socket.hpp"
#include "docker_network.hpp"
#include "services/netbridge/guest/client_network.hpp"
#include "services/netbridge/guest/dial_server.hpp"
#include "services/netbridge/host/dialer.hpp"

namespace berth::netbridge::test {
namespace {

using Endpoint = asio::ip::udp::endpoint;

Endpoint endpoint_of(const std::string& text)
{
    const std::size_t colon = text.rfind(':');
    std::string address = text.substr(0, colon);
    if (address.front() == '[') {
        address = address.substr(1, address.size() - 2);
    }
    return {asio::ip::make_address(address), static_cast<std::uint16_t>(std::stoi(text.substr(colon + 1)))};
}

std::string text_of(const Endpoint& endpoint)
{
    std::ostringstream text;
    text << endpoint;
    return text.str();
}

} // namespace

/// berth-netbridge-guest as its main() puts it together, on a thread in the engine's namespace.
class NetworkBench::EngineSide {
public:
    EngineSide(const NetworkNamespace& engine, const std::string& socket)
        : thread_([this, &engine, socket] {
              engine.get().enter();
              clients_ = std::make_unique<ClientNetwork>();
              DialServer server(context_, base::listen_unix(socket, 0600),
                                DialPlaces{.clients = clients_.get()});
              asio::post(context_, [this] { ready_.set_value(); });
              context_.run();
          })
    {
        ready_.get_future().get();
    }
    ~EngineSide()
    {
        context_.stop();
        thread_.join();
    }

private:
    asio::io_context context_;
    std::promise<void> ready_;
    std::unique_ptr<ClientNetwork> clients_;
    std::thread thread_;
};

NetworkBench::NetworkBench()
{
    make_docker_network(outside_, engine_, container_);
    engine_side_ = std::make_unique<EngineSide>(engine_, dir_ / "netbridge.sock");
}

NetworkBench::~NetworkBench() = default;

base::UniqueFd NetworkBench::container_listens(int family, int type, std::uint16_t port) const
{
    base::UniqueFd fd;
    container_.run([&] {
        fd.reset(::socket(family, type | SOCK_CLOEXEC, 0));
        const int on = 1;
        ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        if (family == AF_INET6) {
            ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
        }
        const Endpoint any(family == AF_INET6 ? asio::ip::udp::v6() : asio::ip::udp::v4(), port);
        if (::bind(fd.get(), any.data(), static_cast<socklen_t>(any.size())) != 0 ||
            (type == SOCK_STREAM && ::listen(fd.get(), 16) != 0)) {
            throw base::SystemError("listening in the container");
        }
    });
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &Peer::kPatience, sizeof Peer::kPatience);
    return fd;
}

NetworkBench::Dialled NetworkBench::dial(const std::string& client, const std::string& target)
{
    constexpr std::chrono::milliseconds kDeadline{10000};
    Dialled dialled;
    GuestDialer dialer(dir_ / "netbridge.sock");
    const auto take = [&dialled](auto socket) {
        if (!socket) {
            dialled.failure = socket.error().message;
            return;
        }
        dialled.socket.reset(::fcntl(socket->native_handle(), F_DUPFD_CLOEXEC, 0));
        base::set_nonblocking(dialled.socket.get(), false);
        ::setsockopt(dialled.socket.get(), SOL_SOCKET, SO_RCVTIMEO, &Peer::kPatience, sizeof Peer::kPatience);
    };
    const auto attempt = [&]() -> asio::awaitable<void> {
        if (target.starts_with("udp:")) {
            auto socket = co_await dialer.dial_datagrams_as(client, target, kDeadline);
            take(std::move(socket));
        } else {
            auto socket = co_await dialer.dial_as(client, target, kDeadline);
            take(std::move(socket));
        }
    };
    const auto begin = std::chrono::steady_clock::now();
    asio::co_spawn(thread_.context(), attempt(), asio::use_future).get();
    dialled.took =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
    return dialled;
}

std::string peer_text(int socket)
{
    Endpoint peer;
    auto length = static_cast<socklen_t>(peer.capacity());
    if (::getpeername(socket, peer.data(), &length) != 0) {
        throw base::SystemError("asking for the other end");
    }
    peer.resize(length);
    return text_of(peer);
}

ReceivedDatagram receive_datagram(int socket)
{
    Endpoint from;
    auto length = static_cast<socklen_t>(from.capacity());
    char block[65536];
    const ssize_t got = ::recvfrom(socket, block, sizeof block, 0, from.data(), &length);
    if (got < 0) {
        throw base::SystemError("waiting for a datagram");
    }
    from.resize(length);
    return {.bytes = std::string(block, static_cast<std::size_t>(got)), .from = text_of(from)};
}

void send_datagram_to(int socket, const std::string& to, const std::string& bytes)
{
    const Endpoint endpoint = endpoint_of(to);
    if (::sendto(socket, bytes.data(), bytes.size(), 0, endpoint.data(),
                 static_cast<socklen_t>(endpoint.size())) < 0) {
        throw base::SystemError("sending a datagram to " + to);
    }
}

} // namespace berth::netbridge::test
