// SPDX-License-Identifier: Apache-2.0
// Theory. A client's connection has one connection to the engine, kept as long as both keep theirs alive, so
// that everything that hangs on a connection (a client that goes away, an engine that closes) is passed on by
// closing. For each request two things run side by side:
//   up    passes the body on as it comes, then watches for the client's end and tells the engine by
//   half-close, so
//         that `wait`, `events` and `logs -f` end in the engine when their user has gone;
//   down  passes the answer on as it comes; the answer may begin, and end, before the body has.
// The answer's end ends both. Bodies are held back only where the rules (api_rules.hpp) find paths in them.
// An answer that turns the connection into a raw stream ends the HTTP part: both sockets are joined.
//
// g++ 12 makes wrong code for co_await in the condition of a loop or of `?:` and for temporaries in a `?:`
// beside it (uninitialised frames, double frees: both were seen here). Hence in coroutines: one co_await a
// statement, its result and what it is given in named variables.
#include "services/netbridge/host/api_session.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/write.hpp>

#include <nlohmann/json.hpp>

#include "services/netbridge/host/http_stream.hpp"

namespace berth::netbridge {
namespace {

using namespace asio::experimental::awaitable_operators;

/// How long a client may go on sending a body that was answered early, before it is cut off.
constexpr std::chrono::milliseconds kLingerDeadline{2000};

/// An answer is passed on to its end.
constexpr bool kNeverOver = false;

bool is_malformed(const ErrorCode& error)
{
    return error.category() == make_error_code(http::error::bad_method).category() &&
           error != http::error::end_of_stream && error != http::error::partial_message;
}

bool is_plain_json(const ResponseParser& answer)
{
    return answer.get()[http::field::content_type].starts_with("application/json") &&
           answer.get().find(http::field::content_encoding) == answer.get().end();
}

class ApiSession {
public:
    ApiSession(Socket client, Dialer& dialer, const BodyTranslation& translation, ApiCounters& counters)
        : client_(std::move(client)), dialer_(dialer), translation_(translation), counters_(counters)
    {}

    asio::awaitable<void> run()
    {
        const bool http2 = co_await speaks_http2();
        if (!http2) {
            co_await serve_requests();
            co_return;
        }
        const bool reached = co_await reach_engine();
        if (reached) {
            co_await go_raw();
        }
    }

private:
    enum class After { next_request, close, raw };

    /// What the answer's side needs to know of its request.
    struct Request {
        std::string method;
        std::string path; // api_path()
        const ApiRule* rule = nullptr;
        bool keep_alive = false;
        bool sent = false;     // whole
        bool answered = false; // whole, or never will be
    };

    asio::awaitable<bool> speaks_http2();
    asio::awaitable<void> serve_requests();
    asio::awaitable<bool> serve_request();
    asio::awaitable<bool> reach_engine();
    asio::awaitable<After> exchange(RequestParser& parser, Request& request);
    asio::awaitable<std::optional<std::string>> translated_body(RequestParser& parser,
                                                                const Request& request);
    asio::awaitable<void> up(RequestParser& parser, Request& request, const std::optional<std::string>& body);
    asio::awaitable<After> down(Request& request);
    asio::awaitable<After> pass_answer(ResponseParser& answer, const Request& request);
    asio::awaitable<bool> pass_head(ResponseParser& answer);
    asio::awaitable<bool> pass_translated(ResponseParser& answer, const Request& request);
    asio::awaitable<void> answer_here(http::status status, const std::string& message);
    asio::awaitable<void> linger();
    asio::awaitable<void> go_raw();

    HttpPeer client_;
    std::optional<HttpPeer> engine_;
    bool answering_head_ = false; // an answer has a head only
    Dialer& dialer_;
    const BodyTranslation& translation_;
    ApiCounters& counters_;
};

asio::awaitable<bool> ApiSession::speaks_http2()
{
    while (client_.buffer.size() < kHttp2Preface.size()) {
        ErrorCode error;
        const auto room = client_.buffer.prepare(kPieceBytes);
        const std::size_t got = co_await client_.socket.async_read_some(room, into(error));
        client_.buffer.commit(got);
        const auto data = client_.buffer.cdata();
        const std::string_view seen(static_cast<const char*>(data.data()), data.size());
        if (error || !kHttp2Preface.starts_with(seen.substr(0, kHttp2Preface.size()))) {
            co_return false; // the HTTP/1 parser goes on with what was read
        }
    }
    co_return true;
}

asio::awaitable<void> ApiSession::serve_requests()
{
    bool more = true;
    while (more) {
        more = co_await serve_request();
    }
}

asio::awaitable<bool> ApiSession::serve_request()
{
    RequestParser parser;
    open_limits(parser);
    ErrorCode error;
    co_await http::async_read_header(client_.socket, client_.buffer, parser, into(error));
    if (error) {
        const std::string why = "the request is not HTTP: " + error.message();
        if (is_malformed(error)) {
            co_await answer_here(http::status::bad_request, why);
        }
        co_return false;
    }
    ++counters_.requests;
    const auto& head = parser.get();
    Request request{.method = std::string(head.method_string()),
                    .path = api_path(std::string_view(head.target()))};
    request.rule = find_api_rule(request.method, request.path);
    request.keep_alive = parser.keep_alive();
    answering_head_ = request.method == "HEAD";
    After after = After::close;
    const bool reached = co_await reach_engine();
    if (reached) {
        after = co_await exchange(parser, request);
    }
    if (after == After::raw) {
        co_await go_raw();
    } else if (after == After::close) {
        co_await linger();
    }
    co_return after == After::next_request;
}

asio::awaitable<bool> ApiSession::reach_engine()
{
    if (engine_ && !at_end(engine_->socket)) {
        co_return true;
    }
    engine_.reset();
    auto socket = co_await dial_until_ready(dialer_, kEngineApi, kEngineReadyDeadline);
    if (!socket) {
        const std::string why = "the berth engine is not ready: " + socket.error().message;
        co_await answer_here(http::status::service_unavailable, why);
        co_return false;
    }
    engine_.emplace(std::move(*socket));
    co_return true;
}

asio::awaitable<ApiSession::After> ApiSession::exchange(RequestParser& parser, Request& request)
{
    std::optional<std::string> body;
    if (request.rule != nullptr && !request.rule->request.empty()) {
        body = co_await translated_body(parser, request);
        if (!body) {
            co_return parser.is_done() && request.keep_alive ? After::next_request : After::close;
        }
    }
    After after = After::close;
    const auto answered = [&]() -> asio::awaitable<void> {
        after = co_await down(request);
        request.answered = true;
        ErrorCode ignored;              // a socket that is closed has nothing to cancel
        client_.socket.cancel(ignored); // ends "up", whatever it waits for
        engine_->socket.cancel(ignored);
    };
    co_await (up(parser, request, body) && answered());
    const bool whole = request.sent || after == After::raw;
    co_return whole ? after : After::close;
}

asio::awaitable<std::optional<std::string>> ApiSession::translated_body(RequestParser& parser,
                                                                        const Request& request)
{
    ErrorCode error;
    if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
        http::response<http::empty_body> go_on(http::status::continue_, parser.get().version());
        co_await http::async_write(client_.socket, go_on, into(error));
        parser.get().erase(http::field::expect); // has been answered
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
        co_await answer_here(http::status::bad_request, why);
        co_return std::nullopt;
    }
    body = std::move(*translated);
    co_return body;
}

asio::awaitable<void> ApiSession::up(RequestParser& parser, Request& request,
                                     const std::optional<std::string>& body)
{
    ErrorCode error;
    if (body) {
        error = co_await send_with_body(engine_->socket, parser, *body);
    } else {
        error = co_await relay_message(client_, parser, engine_->socket, request.answered);
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
        engine_->socket.shutdown(Socket::shutdown_send, error);
    }
}

asio::awaitable<ApiSession::After> ApiSession::down(Request& request)
{
    while (true) {
        ResponseParser answer;
        open_limits(answer);
        answer.skip(request.method == "HEAD");
        ErrorCode error;
        co_await http::async_read_header(engine_->socket, engine_->buffer, answer, into(error));
        if (error) {
            const std::string why =
                "the berth engine closed the connection before it answered: " + error.message();
            co_await answer_here(http::status::bad_gateway, why);
            co_return After::close;
        }
        const unsigned status = answer.get().result_int();
        if (status >= 200 || status == 101) {
            const After after = co_await pass_answer(answer, request);
            co_return after;
        }
        const bool passed = co_await pass_head(answer); // 100 Continue and its kin come before the answer
        if (!passed) {
            co_return After::close;
        }
    }
}

asio::awaitable<ApiSession::After> ApiSession::pass_answer(ResponseParser& answer, const Request& request)
{
    const unsigned status = answer.get().result_int();
    const bool has_length = answer.chunked() || answer.content_length().has_value();
    if (becomes_raw_stream(request.method, request.path, {.status = status, .has_length = has_length})) {
        const bool passed = co_await pass_head(answer);
        co_return passed ? After::raw : After::close;
    }
    const bool keep_alive = answer.keep_alive() && request.keep_alive;
    bool passed = false;
    if (request.method == "HEAD") {
        passed = co_await pass_head(answer);
    } else if (is_plain_json(answer) && BodyTranslation::concerns(request.rule, status)) {
        passed = co_await pass_translated(answer, request);
    } else {
        const ErrorCode error = co_await relay_message(*engine_, answer, client_.socket, kNeverOver);
        passed = !error;
    }
    co_return passed&& keep_alive ? After::next_request : After::close;
}

asio::awaitable<bool> ApiSession::pass_head(ResponseParser& answer)
{
    http::response<http::empty_body> head(answer.get().base());
    http::response_serializer<http::empty_body> serializer(head);
    ErrorCode error;
    co_await http::async_write_header(client_.socket, serializer, into(error));
    co_return !error;
}

asio::awaitable<bool> ApiSession::pass_translated(ResponseParser& answer, const Request& request)
{
    ErrorCode error;
    const auto body = co_await read_whole_body(*engine_, answer, error);
    if (!body) {
        const std::string why = error ? "the berth engine broke off its answer: " + error.message()
                                      : "the berth engine's answer is larger than 16 MiB";
        co_await answer_here(http::status::bad_gateway, why);
        co_return false;
    }
    const std::string translated = translation_.response(request.rule, answer.get().result_int(), *body);
    error = co_await send_with_body(client_.socket, answer, translated);
    co_return !error;
}

asio::awaitable<void> ApiSession::answer_here(http::status status, const std::string& message)
{
    ++counters_.refused;
    constexpr unsigned kHttp11 = 11;
    http::response<http::string_body> answer(status, kHttp11);
    answer.set(http::field::content_type, "application/json");
    answer.keep_alive(status == http::status::bad_request);
    answer.body() =
        nlohmann::json{{"message", message}}.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) +
        "\n";
    answer.prepare_payload();
    http::response_serializer<http::string_body> serializer(answer);
    ErrorCode ignored; // a client that has gone needs no answer
    if (answering_head_) {
        co_await http::async_write_header(client_.socket, serializer, into(ignored));
    } else {
        co_await http::async_write(client_.socket, serializer, into(ignored));
    }
}

/// Closing with unread bytes would reset the connection and could cost the client its answer.
asio::awaitable<void> ApiSession::linger()
{
    ErrorCode error;
    client_.socket.shutdown(Socket::shutdown_send, error);
    const auto drain = [&]() -> asio::awaitable<void> {
        std::array<char, kPieceBytes> piece;
        while (!error) {
            co_await client_.socket.async_read_some(asio::buffer(piece), into(error));
        }
    };
    engine_.reset();
    co_await (drain() || passes(kLingerDeadline));
}

asio::awaitable<void> ApiSession::go_raw()
{
    ErrorCode error;
    co_await asio::async_write(client_.socket, engine_->buffer.data(), into(error));
    if (!error) {
        co_await asio::async_write(engine_->socket, client_.buffer.data(), into(error));
    }
    if (!error) {
        co_await join_streams(std::move(client_.socket), std::move(engine_->socket), counters_.raw);
    }
}

} // namespace

asio::awaitable<void> serve_api_client(Socket client, Dialer& dialer, const BodyTranslation& translation,
                                       ApiCounters& counters)
{
    ++counters.connections;
    ApiSession session(std::move(client), dialer, translation, counters);
    co_await session.run();
}

} // namespace berth::netbridge
