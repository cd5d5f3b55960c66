// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/engine_api.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <nlohmann/json.hpp>

#include "services/netbridge/host/dialer.hpp"

namespace berth::netbridge {
namespace {

namespace http = boost::beast::http;

constexpr std::uint64_t kAnswerLimit = 64U << 20U; ///< bytes: a list of very many containers

base::Failure failure_of(const EngineCall& call, const std::string& why)
{
    return {"the engine's " + call.method + " " + call.target + ": " + why, ""};
}

asio::awaitable<base::Result<std::string>> ask(Socket& socket, const EngineCall& call)
{
    http::request<http::empty_body> request(http::string_to_verb(call.method), call.target, 11);
    request.set(http::field::host, "berth");
    request.keep_alive(false);
    request.prepare_payload();
    ErrorCode error;
    co_await http::async_write(socket, request, into(error));
    http::response_parser<http::string_body> answer;
    answer.body_limit(kAnswerLimit);
    boost::beast::flat_buffer buffer;
    if (!error) {
        co_await http::async_read(socket, buffer, answer, into(error));
    }
    if (error) {
        co_return failure_of(call, error.message());
    }
    const unsigned status = answer.get().result_int();
    const bool done = status / 100 == 2 || status == 304;
    if (!done) {
        co_return failure_of(call, words_in(answer.get().body()));
    }
    co_return std::move(answer.get().body());
}

} // namespace

std::string words_in(const std::string& body)
{
    const auto parsed = nlohmann::json::parse(body, nullptr, /*allow_exceptions=*/false);
    return parsed.is_object() ? parsed.value("message", body) : body;
}

asio::awaitable<base::Result<std::string>> call_engine(Dialer& dialer, EngineCall call)
{
    using namespace asio::experimental::awaitable_operators;
    auto socket = co_await dialer.dial(kEngineApi, kEngineCallDeadline);
    if (!socket) {
        co_return socket.error();
    }
    auto outcome = co_await (ask(*socket, call) || passes(kEngineCallDeadline));
    if (outcome.index() == 1) {
        co_return failure_of(call, "no answer within " + std::to_string(kEngineCallDeadline.count()) + " ms");
    }
    co_return std::get<0>(std::move(outcome));
}

} // namespace berth::netbridge
