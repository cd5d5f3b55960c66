// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/request_side.hpp"

#include <utility>

#include "services/netbridge/host/whole_body.hpp"

namespace berth::netbridge {

asio::awaitable<std::optional<std::string>> RequestSide::translated_body(RequestParser& parser,
                                                                         const ApiRequest& request)
{
    ErrorCode error;
    if (request.told_to_continue) {
        http::response<http::empty_body> go_on(http::status::continue_, parser.get().version());
        co_await http::async_write(client_.socket, go_on, into(error));
    }
    auto body = co_await read_whole_body(client_, parser, error);
    if (error) {
        co_return std::nullopt;
    }
    base::Result<std::string> translated =
        base::Failure("the body of " + request.method + " " + request.path + " is larger than 16 MiB", "");
    if (body) {
        translated = translation_.request(*request.rule, *body);
    }
    if (!translated) {
        const std::string why = translated.error().message;
        co_await local_answer_.send(http::status::bad_request, why);
        co_return std::nullopt;
    }
    body = std::move(*translated);
    co_return body;
}

asio::awaitable<void> RequestSide::pass_on(HttpPeer& engine, RequestParser& parser, ApiRequest& request,
                                           const std::optional<std::string>& body)
{
    ErrorCode error;
    if (body) {
        error = co_await send_with_body(engine.socket, parser, *body);
    } else {
        error = co_await relay_message(client_, parser, engine.socket, request.answered);
    }
    request.sent = !error;
    if (request.answered) {
        co_return;
    }
    if (!error) {
        co_await client_.socket.async_wait(Socket::wait_read, into(error));
    }
    // The client has gone, or it or the engine broke off: the engine is told, and what it still says is
    // passed on. A failed write is no failure of the call: an engine that stops reading has usually answered
    // why.
    if (!request.answered && (error || at_end(client_.socket))) {
        engine.socket.shutdown(Socket::shutdown_send, error);
    }
}

} // namespace berth::netbridge
