// SPDX-License-Identifier: Apache-2.0
// Theory. As glibc's resolver does: the servers in their order, each with its time, and all of them again.
// One that refuses, fails or does not listen is passed over at once. Whoever would forge an answer has to
// guess an id and a port that are drawn anew for each question: each has a socket of its own, connected, so
// that the kernel drops what comes from elsewhere and tells of a port where nobody listens.
#include "services/netbridge/dns/upstream.hpp"

#include <array>
#include <random>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/this_coro.hpp>

#include "services/netbridge/core/big_endian.hpp"
#include "services/netbridge/core/dns/server_answer.hpp"
#include "services/netbridge/stream/transfer.hpp"

namespace berth::netbridge::dns {
namespace {

using Clock = std::chrono::steady_clock;
using MaybeAnswer = std::optional<std::string>;

constexpr std::size_t kMaxMessageBytes = 65535;

struct Server {
    asio::ip::address address;
    std::uint16_t port = 0;
};

std::uint16_t random_id()
{
    thread_local std::random_device random;
    return static_cast<std::uint16_t>(random());
}

/// glibc's send_dg(): later servers of a round have longer, shared by how many there are.
std::chrono::seconds time_of_server(const NameServers& servers, std::size_t index)
{
    const auto count = static_cast<std::chrono::seconds::rep>(servers.addresses.size());
    const std::chrono::seconds shifted = servers.timeout * (1U << index);
    return std::max(std::chrono::seconds(1), index == 0 ? shifted : shifted / count);
}

/// The first datagram that answers; others are no more than noise.
asio::awaitable<MaybeAnswer> receive_answer(asio::ip::udp::socket& socket, const Query& sent)
{
    thread_local std::array<char, kMaxMessageBytes> room; // used between two waits only
    ErrorCode error;
    while (!error) {
        co_await socket.async_wait(asio::ip::udp::socket::wait_read, into(error));
        if (error) {
            break;
        }
        const std::size_t got = socket.receive(asio::buffer(room), 0, error);
        const std::string_view datagram(room.data(), got);
        if (!error && is_answer_to(sent, datagram)) {
            co_return std::string(datagram);
        }
        if (must_wait(error)) {
            error = {};
        }
    }
    co_return std::nullopt;
}

asio::awaitable<MaybeAnswer> ask_by_udp(Server server, const Query& sent, std::chrono::milliseconds at_most)
{
    using namespace asio::experimental::awaitable_operators;
    const auto executor = co_await asio::this_coro::executor;
    asio::ip::udp::socket socket(executor);
    ErrorCode error;
    socket.connect({server.address, server.port}, error);
    if (!error) {
        socket.non_blocking(true, error);
    }
    if (!error) {
        socket.send(asio::buffer(sent.bytes), 0, error);
    }
    if (error) {
        co_return std::nullopt;
    }
    auto outcome = co_await (receive_answer(socket, sent) || passes(at_most));
    co_return outcome.index() == 0 ? std::get<0>(std::move(outcome)) : std::nullopt;
}

asio::awaitable<MaybeAnswer> exchange_by_tcp(asio::ip::tcp::socket& socket, Server server, const Query& sent)
{
    ErrorCode error;
    const asio::ip::tcp::endpoint endpoint(server.address, server.port);
    co_await socket.async_connect(endpoint, into(error));
    std::string message;
    append_u16(message, static_cast<std::uint16_t>(sent.bytes.size()));
    message += sent.bytes;
    const auto framed = asio::buffer(message);
    if (!error) {
        co_await asio::async_write(socket, framed, into(error));
    }
    std::string length(2, '\0');
    const auto length_room = asio::buffer(length);
    if (!error) {
        co_await asio::async_read(socket, length_room, into(error));
    }
    if (error) {
        co_return std::nullopt;
    }
    std::string answer(get_u16(length, 0), '\0');
    const auto answer_room = asio::buffer(answer);
    co_await asio::async_read(socket, answer_room, into(error));
    co_return !error && is_answer_to(sent, answer) ? MaybeAnswer(std::move(answer)) : std::nullopt;
}

asio::awaitable<MaybeAnswer> ask_by_tcp(Server server, const Query& sent, std::chrono::milliseconds at_most)
{
    using namespace asio::experimental::awaitable_operators;
    const auto executor = co_await asio::this_coro::executor;
    asio::ip::tcp::socket socket(executor);
    auto outcome = co_await (exchange_by_tcp(socket, server, sent) || passes(at_most));
    co_return outcome.index() == 0 ? std::get<0>(std::move(outcome)) : std::nullopt;
}

/// What a client asks by TCP is asked by TCP, for half of the server's time; by UDP where that brings
/// nothing: many networks let only that through.
asio::awaitable<MaybeAnswer> ask_server(Server server, const Query& query, Transport transport,
                                        std::chrono::milliseconds at_most)
{
    Query sent = query;
    put_u16(sent.bytes, 0, random_id());
    const Clock::time_point end = Clock::now() + at_most;
    if (transport == Transport::tcp) {
        auto answer = co_await ask_by_tcp(server, sent, at_most / 2);
        if (answer) {
            co_return answer;
        }
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
    auto answer = co_await ask_by_udp(server, sent, left);
    if (!answer || !is_truncated(*answer)) {
        co_return answer;
    }
    put_u16(sent.bytes, 0, random_id());
    auto whole = co_await ask_by_tcp(server, sent, at_most);
    if (whole && !is_truncated(*whole)) {
        co_return whole;
    }
    co_return transport == Transport::udp ? answer : std::nullopt;
}

} // namespace

asio::awaitable<std::optional<std::string>> ask_servers(NameServers servers, std::uint16_t port, Query query,
                                                        Transport transport)
{
    MaybeAnswer last;
    for (unsigned attempt = 0; attempt < servers.attempts; ++attempt) {
        for (std::size_t index = 0; index < servers.addresses.size(); ++index) {
            const Server server{.address = servers.addresses[index], .port = port};
            auto answer = co_await ask_server(server, query, transport, time_of_server(servers, index));
            if (answer) {
                last = std::move(answer);
                if (is_final(*last)) {
                    co_return last;
                }
            }
        }
    }
    co_return last;
}

} // namespace berth::netbridge::dns
