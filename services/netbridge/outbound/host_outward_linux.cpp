// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/outbound/host_outward.hpp"

#include <cerrno>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/icmp.hpp>
#include <boost/asio/this_coro.hpp>
#include <netinet/ip_icmp.h>
#include <sys/socket.h>

#include "services/netbridge/core/outbound/big_endian.hpp"
#include "services/netbridge/core/outbound/protocols.hpp"
#include "services/netbridge/outbound/socket_address.hpp"

namespace berth::netbridge {
namespace {

using namespace asio::experimental::awaitable_operators;

/// As ping(8) waits for the last of its questions; who asks again asks anew.
constexpr std::chrono::milliseconds kEchoDeadline{10000};

/// A "ping socket": the kernel chooses the identifier and gives us the answers to it alone. Where the host's
/// net.ipv4.ping_group_range has no room for us, error is EACCES.
base::UniqueFd ping_socket(const asio::ip::udp::endpoint& place, int& error)
{
    const int protocol = place.address().is_v6() ? int{IPPROTO_ICMPV6} : int{IPPROTO_ICMP};
    base::UniqueFd socket(
        ::socket(place.protocol().family(), SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol));
    const bool connected =
        socket && ::connect(socket.get(), place.data(), static_cast<socklen_t>(place.size())) == 0;
    error = connected ? 0 : errno;
    return socket;
}

std::string echo_request(bool is_v6, const std::string& payload)
{
    std::string request;
    request.push_back(static_cast<char>(is_v6 ? kEchoRequestV6 : kEchoRequestV4));
    request.append(5, '\0'); // code, and what the kernel fills in: checksum, identifier
    append_u16(request, 1);
    return request + payload;
}

asio::awaitable<EchoAnswer> await_answer(DatagramSocket& socket)
{
    EchoAnswer answer;
    ErrorCode error;
    co_await socket.async_wait(DatagramSocket::wait_read, into(error));
    char start = 0;
    const ssize_t got = error ? -1 : ::recv(socket.native_handle(), &start, sizeof start, MSG_DONTWAIT);
    answer.answered = got > 0; // the kernel passes on replies alone
    answer.error = got < 0 && errno != EAGAIN ? errno : 0;
    co_return answer;
}

} // namespace

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

asio::awaitable<EchoAnswer> HostOutward::echo(IpAddress place, std::string payload)
{
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    const asio::ip::udp::endpoint endpoint = udp_endpoint({place, 0});
    EchoAnswer answer;
    base::UniqueFd made = ping_socket(endpoint, answer.error);
    if (answer.error != 0) {
        co_return answer;
    }
    DatagramSocket socket = adopt_datagrams(executor, std::move(made));
    const std::string request = echo_request(place.is_v6, payload);
    if (::send(socket.native_handle(), request.data(), request.size(), MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
        answer.error = errno;
        co_return answer;
    }
    const auto outcome = co_await (await_answer(socket) || passes(kEchoDeadline));
    if (outcome.index() == 0) {
        answer = std::get<0>(outcome);
    }
    co_return answer;
}

} // namespace berth::netbridge
