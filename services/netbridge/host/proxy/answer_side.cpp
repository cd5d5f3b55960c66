// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/proxy/answer_side.hpp"

#include "services/netbridge/host/proxy/whole_body.hpp"

namespace berth::netbridge {
namespace {

/// An answer is passed on to its end.
constexpr bool kNeverOver = false;

bool is_plain_json(const ResponseParser& answer)
{
    return answer.get()[http::field::content_type].starts_with("application/json") &&
           answer.get().find(http::field::content_encoding) == answer.get().end();
}

} // namespace

asio::awaitable<AfterCall> AnswerSide::pass_on(HttpPeer& engine, const ApiRequest& request)
{
    while (true) {
        ResponseParser answer;
        answer.skip(request.method == "HEAD");
        ErrorCode error;
        co_await read_head(engine, answer, error);
        if (error) {
            const std::string why =
                "the berth engine closed the connection before it answered: " + error.message();
            co_await local_answer_.send(http::status::bad_gateway, why);
            co_return AfterCall::close;
        }
        const unsigned status = answer.get().result_int();
        if (status >= 200 || status == 101) {
            const AfterCall after = co_await pass_answer(engine, answer, request);
            co_return after;
        }
        if (status == 100 && request.told_to_continue) {
            continue; // the client has this answer from us
        }
        const bool passed = co_await pass_head(answer); // 100 Continue and its kin come before the answer
        if (!passed) {
            co_return AfterCall::close;
        }
    }
}

asio::awaitable<AfterCall> AnswerSide::pass_answer(HttpPeer& engine, ResponseParser& answer,
                                                   const ApiRequest& request)
{
    const unsigned status = answer.get().result_int();
    const bool has_length = answer.chunked() || answer.content_length().has_value();
    if (becomes_raw_stream(request.method, request.path, {.status = status, .has_length = has_length})) {
        const bool passed = co_await pass_head(answer);
        co_return passed ? AfterCall::raw : AfterCall::close;
    }
    const bool keep_alive = answer.keep_alive() && request.keep_alive;
    bool passed = false;
    if (request.method == "HEAD") {
        passed = co_await pass_head(answer);
    } else if (is_plain_json(answer) && BodyTranslation::concerns(request.rule, status)) {
        passed = co_await pass_translated(engine, answer, request);
    } else {
        const ErrorCode error = co_await relay_message(engine, answer, client_.socket, kNeverOver);
        passed = !error;
    }
    co_return passed&& keep_alive ? AfterCall::next_request : AfterCall::close;
}

asio::awaitable<bool> AnswerSide::pass_head(ResponseParser& answer)
{
    ErrorCode error;
    const asio::const_buffer head = asio::buffer(answer.head);
    co_await write_all(client_.socket, head, error);
    co_return !error;
}

asio::awaitable<bool> AnswerSide::pass_translated(HttpPeer& engine, ResponseParser& answer,
                                                  const ApiRequest& request)
{
    ErrorCode error;
    const auto body = co_await read_whole_body(engine, answer, error);
    if (!body) {
        const std::string why = error ? "the berth engine broke off its answer: " + error.message()
                                      : "the berth engine's answer is larger than 16 MiB";
        co_await local_answer_.send(http::status::bad_gateway, why);
        co_return false;
    }
    const std::string translated = translation_.response(request.rule, answer.get().result_int(), *body);
    error = co_await send_with_body(client_.socket, answer, translated);
    co_return !error;
}

} // namespace berth::netbridge
