// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/outbound/host_ping.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>
#include <netinet/in.h>
#include <sys/socket.h>

#include "services/netbridge/core/big_endian.hpp"
#include "services/netbridge/core/outbound/answer_packets.hpp"
#include "services/netbridge/core/outbound/protocols.hpp"
#include "services/netbridge/outbound/socket_address.hpp"

namespace berth::netbridge {
namespace {

using namespace asio::experimental::awaitable_operators;

constexpr std::chrono::milliseconds kEchoDeadline{10000};

/// A question under way. A ping socket's kernel writes an identifier of its own, and gives us the answers to
/// it alone; a raw socket gets all that comes from the place.
struct Question {
    base::UniqueFd socket;
    bool is_raw = false;
    bool is_v6 = false;
    std::uint16_t identifier = 0;
    int error = 0;
};

base::UniqueFd open_socket(bool is_v6, int type)
{
    return base::UniqueFd(::socket(is_v6 ? AF_INET6 : AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK,
                                   is_v6 ? int{IPPROTO_ICMPV6} : int{IPPROTO_ICMP}));
}

/// Errors are told for connected raw sockets only where they are asked for.
void ask_for_errors(const base::UniqueFd& socket, bool is_v6)
{
    const int yes = 1;
    (void)::setsockopt(socket.get(), is_v6 ? int{SOL_IPV6} : int{SOL_IP}, is_v6 ? IPV6_RECVERR : IP_RECVERR,
                       &yes,
                       sizeof yes); // without it there is silence instead of an error
}

Question open_question(const asio::ip::udp::endpoint& place)
{
    static std::atomic<std::uint16_t> last_identifier{0};
    Question question;
    question.is_v6 = place.address().is_v6();
    question.identifier = ++last_identifier;
    question.socket = open_socket(question.is_v6, SOCK_DGRAM);
    if (!question.socket && (errno == EACCES || errno == EPROTONOSUPPORT)) {
        question.is_raw = true;
        question.socket = open_socket(question.is_v6, SOCK_RAW);
    }
    if (!question.socket) {
        question.error = errno;
        return question;
    }
    ask_for_errors(question.socket, question.is_v6);
    if (::connect(question.socket.get(), place.data(), static_cast<socklen_t>(place.size())) != 0) {
        question.error = errno;
    }
    return question;
}

bool is_answer(const Question& question, std::string_view received)
{
    if (!question.is_raw) {
        return true; // the kernel passes on replies alone
    }
    if (!question.is_v6) { // comes with its IP header
        const std::size_t header =
            received.empty() ? 0 : 4U * (static_cast<unsigned char>(received[0]) & 0x0FU);
        received.remove_prefix(std::min(header, received.size()));
    }
    const char reply = static_cast<char>(question.is_v6 ? kEchoReplyV6 : kEchoReplyV4);
    return received.size() >= kIcmpHeaderBytes && received[0] == reply &&
           get_u16(received, 4) == question.identifier;
}

asio::awaitable<EchoAnswer> await_answer(DatagramSocket& socket, const Question& question)
{
    EchoAnswer answer;
    std::array<char, 128> start{}; // what is not read of a packet is gone
    while (!answer.answered && answer.error == 0) {
        const ssize_t got = ::recv(socket.native_handle(), start.data(), start.size(), MSG_DONTWAIT);
        if (got >= 0) {
            answer.answered = is_answer(question, {start.data(), static_cast<std::size_t>(got)});
        } else if (errno == EAGAIN) {
            ErrorCode error;
            co_await socket.async_wait(DatagramSocket::wait_read, into(error));
            answer.error = error == asio::error::operation_aborted ? 0 : error.value();
        } else {
            answer.error = errno;
        }
    }
    co_return answer;
}

} // namespace

asio::awaitable<EchoAnswer> ping(IpAddress place, std::string payload)
{
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    EchoAnswer answer;
    Question question = open_question(udp_endpoint({place, 0}));
    answer.error = question.error;
    if (answer.error != 0) {
        co_return answer;
    }
    DatagramSocket socket = adopt_datagrams(executor, std::move(question.socket));
    const std::string request = echo_request(place.is_v6, question.identifier, payload);
    if (::send(socket.native_handle(), request.data(), request.size(), MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
        answer.error = errno;
        co_return answer;
    }
    auto outcome = co_await (await_answer(socket, question) || passes(kEchoDeadline));
    if (outcome.index() == 0) {
        answer = std::get<0>(outcome);
    }
    co_return answer;
}

} // namespace berth::netbridge
