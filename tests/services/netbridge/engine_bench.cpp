// SPDX-License-Identifier: Apache-2.0
#include "engine_bench.hpp"

#include <future>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include "services/netbridge/guest/dial_server.hpp"
#include "services/netbridge/host/dialer.hpp"

namespace berth::netbridge::test {
namespace {

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

} // namespace

EngineBench::EngineBench()
    : api_(base::listen_unix(dir_ / "docker.sock", 0600)),
      dialer_(std::make_unique<GuestDialer>(tunnel_socket()))
{
    thread_.run([this] {
        server_ = std::make_unique<DialServer>(thread_.context(), base::listen_unix(tunnel_socket(), 0600),
                                               DialPlaces{.engine_api = dir_ / "docker.sock"});
    });
}

EngineBench::~EngineBench()
{
    stop_guest();
}

void EngineBench::stop_guest()
{
    thread_.run([this] { server_.reset(); });
}

EngineBench::Dialled EngineBench::dial(const std::string& target)
{
    constexpr std::chrono::milliseconds kDeadline{2000};
    Dialled dialled;
    const auto attempt = [&]() -> asio::awaitable<void> {
        auto socket = co_await dialer_->dial(target, kDeadline);
        if (!socket) {
            dialled.failure = socket.error().message;
            co_return;
        }
        base::UniqueFd fd(::fcntl(socket->native_handle(), F_DUPFD_CLOEXEC, 0));
        base::set_nonblocking(fd.get(), false);
        dialled.stream.emplace(std::move(fd));
    };
    asio::co_spawn(thread_.context(), attempt(), asio::use_future).get();
    return dialled;
}

TcpListener::TcpListener() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address = loopback(0);
    socklen_t length = sizeof address;
    if (::bind(fd_.get(), reinterpret_cast<sockaddr*>(&address), length) != 0 ||
        ::listen(fd_.get(), 16) != 0 ||
        ::getsockname(fd_.get(), reinterpret_cast<sockaddr*>(&address), &length) != 0) {
        throw base::SystemError("listening on 127.0.0.1");
    }
    port_ = ntohs(address.sin_port);
}

std::optional<Peer> connect_tcp(std::uint16_t port)
{
    base::UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_in address = loopback(port);
    if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        return std::nullopt;
    }
    return Peer(std::move(fd));
}

} // namespace berth::netbridge::test
