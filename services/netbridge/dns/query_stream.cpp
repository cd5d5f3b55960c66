// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/dns/query_stream.hpp"

#include <deque>
#include <memory>
#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/write.hpp>

#include "services/netbridge/core/big_endian.hpp"

namespace berth::netbridge::dns {
namespace {

/// Shared by the coroutine that reads and those that answer.
struct Session {
    Session(Socket client, AnswerQuery answer_query, QueryStreamLimits its_limits)
        : stream(std::move(client)), answer(std::move(answer_query)), limits(its_limits),
          one_less(stream.get_executor(), asio::steady_timer::time_point::max())
    {}
    Socket stream;
    AnswerQuery answer;
    QueryStreamLimits limits;
    asio::steady_timer one_less; ///< cancelled when a query is no longer under way
    unsigned under_way = 0;
    std::deque<std::string> answers; ///< framed, still to be written
    bool is_writing = false;
};
using SessionPtr = std::shared_ptr<Session>;

asio::awaitable<void> until_fewer_than(SessionPtr session, unsigned count)
{
    while (session->under_way >= count) {
        ErrorCode cancelled; // which is what it waits for
        co_await session->one_less.async_wait(into(cancelled));
    }
}

/// std::nullopt: the stream is of no more use.
asio::awaitable<std::optional<std::string>> receive_query(Socket& stream)
{
    ErrorCode error;
    std::string length(2, '\0');
    const auto length_room = asio::buffer(length);
    co_await asio::async_read(stream, length_room, into(error));
    if (error) {
        co_return std::nullopt;
    }
    std::string query(get_u16(length, 0), '\0');
    const auto room = asio::buffer(query);
    co_await asio::async_read(stream, room, into(error));
    co_return error ? std::nullopt : std::optional(std::move(query));
}

asio::awaitable<void> write_message(Socket& stream, const std::string& message, ErrorCode& error)
{
    const auto bytes = asio::buffer(message);
    co_await asio::async_write(stream, bytes, into(error));
}

/// One coroutine at a time writes, for all. A client that does not read is given up.
asio::awaitable<void> write_answers(SessionPtr session)
{
    using namespace asio::experimental::awaitable_operators;
    session->is_writing = true;
    while (!session->answers.empty() && session->stream.is_open()) {
        const std::string message = std::move(session->answers.front());
        session->answers.pop_front();
        ErrorCode error;
        const auto outcome =
            co_await (write_message(session->stream, message, error) || passes(session->limits.write));
        if (error || outcome.index() == 1) {
            reset_connection(session->stream);
        }
    }
    session->is_writing = false;
}

asio::awaitable<void> answer_one(SessionPtr session, std::string query)
{
    const std::string answer = co_await session->answer(std::move(query));
    if (answer.empty()) {
        co_return;
    }
    std::string message;
    append_u16(message, static_cast<std::uint16_t>(answer.size()));
    session->answers.push_back(message + answer);
    if (!session->is_writing) {
        co_await write_answers(session);
    }
}

} // namespace

asio::awaitable<void> serve_query_stream(Socket stream, AnswerQuery answer, QueryStreamLimits limits)
{
    using namespace asio::experimental::awaitable_operators;
    const auto executor = co_await asio::this_coro::executor;
    const auto session = std::make_shared<Session>(std::move(stream), std::move(answer), limits);
    bool goes_on = true;
    while (goes_on) {
        co_await until_fewer_than(session, limits.under_way);
        auto outcome = co_await (receive_query(session->stream) || passes(limits.idle));
        goes_on = outcome.index() == 0 && std::get<0>(outcome).has_value();
        if (goes_on) {
            ++session->under_way;
            asio::co_spawn(executor, answer_one(session, *std::get<0>(std::move(outcome))),
                           [session](const std::exception_ptr& /*that query has no answer*/) {
                               --session->under_way;
                               session->one_less.cancel();
                           });
        }
    }
    co_await until_fewer_than(session, 1);
}

} // namespace berth::netbridge::dns
