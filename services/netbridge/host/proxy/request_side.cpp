// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/proxy/request_side.hpp"

#include <utility>

#include "services/netbridge/host/proxy/whole_body.hpp"

namespace berth::netbridge {
namespace {
constexpr bool kEngineEnds = false; ///< is the answer's affair
} // namespace

asio::awaitable<std::optional<std::string>> RequestSide::translated_body(RequestParser& parser,
                                                                         const ApiRequest& request)
{
    ErrorCode error;
    if (request.told_to_continue) {
        http::response<http::empty_body> go_on(http::status::continue_, parser.get().version());
        co_await http::async_write(client_.socket, go_on, into(error));
    }
    const bool is_whole = co_await read_whole_body(client_, parser, error);
    if (error) {
        co_return std::nullopt;
    }
    Translated translated;
    if (is_whole) {
        translated = co_await translate(*request.rule, parser.get().body().text);
    } else {
        translated.why = "the body of " + request.method + " " + request.path + " is larger than 16 MiB";
    }
    if (!translated.body) {
        co_await local_answer_.send(translated.refusal, translated.why);
    }
    co_return std::move(translated.body);
}

asio::awaitable<RequestSide::Translated> RequestSide::translate(const ApiRule& rule, const std::string& body)
{
    Translated result;
    const auto questions = rules_.translation.questions(rule, body);
    if (!questions) {
        result.why = questions.error().message;
        co_return result;
    }
    const auto answers = co_await look_at(*questions);
    if (!answers) {
        const base::Failure& failure = answers.error();
        result.refusal = http::status::service_unavailable;
        result.why = "the berth engine cannot look at host paths: " + failure.message +
                     (failure.hint.empty() ? "" : "; " + failure.hint);
        co_return result;
    }
    auto translated = rules_.translation.request(rule, body, *answers);
    if (translated) {
        result.body = std::move(*translated);
    } else {
        result.why = translated.error().message;
    }
    co_return result;
}

asio::awaitable<base::Result<PathAnswers>> RequestSide::look_at(const PathQuestions& questions)
{
    PathAnswers answers;
    if (questions.empty()) {
        co_return answers; // as nearly every call: nobody needs to know who the client is
    }
    const std::optional<PeerUser> caller = peer_user(client_.socket);
    for (const auto& asked : questions) {
        auto answer = co_await rules_.resolver.resolve(asked.first, asked.second, caller);
        if (!answer) {
            co_return answer.error();
        }
        answers.insert_or_assign(asked.first, std::move(*answer));
    }
    co_return answers;
}

asio::awaitable<void> RequestSide::pass_on(HttpPeer& engine, RequestParser& parser, ApiRequest& request,
                                           const std::optional<std::string>& body)
{
    ErrorCode error;
    if (body) {
        error = co_await send_with_body(engine.socket, parser, *body);
    } else {
        const CallBeside beside{
            .over = request.answered, .owns_from = request.unanswered, .to_ended = kEngineEnds};
        error = co_await relay_message(client_, parser, engine.socket, beside);
    }
    request.sent = !error;
    if (request.answered) {
        co_return;
    }
    if (!error) {
        watch_.emplace(client_.socket, engine.socket, request.cut_short);
        co_return;
    }
    // Either side broke off: the engine is told, and what it still says is passed on. A failed write is no
    // failure of the call: an engine that stops reading has usually answered why.
    engine.socket.shutdown(Socket::shutdown_send, error);
    request.cut_short = true;
}

} // namespace berth::netbridge
