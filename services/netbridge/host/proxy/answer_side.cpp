// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/proxy/answer_side.hpp"

#include "services/netbridge/host/proxy/whole_body.hpp"

namespace berth::netbridge {
namespace {

constexpr bool kNeverOver = false; ///< an answer is passed on to its end

bool is_plain_json(const ResponseParser& answer)
{
    return answer.get()[http::field::content_type].starts_with("application/json") &&
           answer.get().find(http::field::content_encoding) == answer.get().end();
}

} // namespace

asio::awaitable<AfterCall> AnswerSide::pass_on(HttpPeer& engine, ApiRequest& request)
{
    while (true) {
        ResponseParser answer;
        answer.skip(request.method == "HEAD");
        ErrorCode error;
        co_await read_head(engine, answer, error);
        request.unanswered = false;
        client_.watch_pause.end();
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
        const CallBeside beside{.over = kNeverOver, .owns_from = request.sent, .to_ended = request.cut_short};
        const ErrorCode error = co_await relay_message(engine, answer, client_.socket, beside);
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
    const bool head_first =
        answer.chunked(); // it says nothing of the body, and the client wakes up meanwhile
    if (head_first) {
        const bool passed = co_await pass_head(answer);
        if (!passed) {
            co_return false;
        }
        answer.head.clear();
    }
    ErrorCode error;
    const bool is_whole = co_await read_whole_body(engine, answer, error);
    if (is_whole) {
        error = co_await send_shown(answer, request);
        co_return !error;
    }
    if (!head_first) {
        const std::string why = error ? "the berth engine broke off its answer: " + error.message()
                                      : "the berth engine's answer is larger than 16 MiB";
        co_await local_answer_.send(http::status::bad_gateway, why);
    }
    co_return false;
}

asio::awaitable<ErrorCode> AnswerSide::send_shown(const ResponseParser& answer, const ApiRequest& request)
{
    const std::string& body = answer.get().body().text;
    const std::string* known = request.rule == nullptr ? nullptr : rules_.shown.find(*request.rule, body);
    BodyTranslation::Shown shown;
    if (known == nullptr) {
        shown = rules_.translation.response(request.rule, answer.get().result_int(), body);
        if (shown.lasts) {
            rules_.shown.keep(*request.rule, body, shown.body);
        }
        known = &shown.body;
    }
    // The other sessions may keep() while this one waits for its client.
    const std::string message = with_body(answer, *known);
    const asio::const_buffer bytes = asio::buffer(message);
    ErrorCode error;
    co_await write_all(client_.socket, bytes, error);
    co_return error;
}

} // namespace berth::netbridge
