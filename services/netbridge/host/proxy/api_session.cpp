// SPDX-License-Identifier: Apache-2.0
// Theory. A client's connection has one connection to the engine, kept as long as both keep theirs alive, so
// that everything that hangs on a connection (a client that goes away, an engine that closes) is passed on by
// closing. Only a client that goes between two calls leaves its engine's connection to the next one. For each
// request two things run side by side:
//   up    passes the body on as it comes, then watches for the client's end (client_watch.hpp);
//   down  passes the answer on as it comes; the answer may begin, and end, before the body has.
// The answer's end ends both. Bodies are held back only where the rules (api_rules.hpp) find paths in them.
// An answer that turns the connection into a raw stream ends the HTTP part: both sockets are joined.
// The session runs the two (request_side, answer_side) for call after call, and says what becomes of the
// connection behind each.
//
// g++ 12 makes wrong code for co_await in the condition of a loop or of `?:` and for temporaries in a `?:`
// beside it (uninitialised frames, double frees: both were seen here). Hence in coroutines: one co_await a
// statement, its result and what it is given in named variables.
#include "services/netbridge/host/proxy/api_session.hpp"

#include <array>

#include <boost/asio/experimental/awaitable_operators.hpp>

#include "services/netbridge/host/proxy/answer_side.hpp"
#include "services/netbridge/host/proxy/raw_phase.hpp"
#include "services/netbridge/host/proxy/request_side.hpp"

namespace berth::netbridge {
namespace {

using namespace asio::experimental::awaitable_operators;

/// How long a client may go on sending a body that was answered early, before it is cut off.
constexpr std::chrono::milliseconds kLingerDeadline{2000};

bool is_malformed(const ErrorCode& error)
{
    return error.category() == make_error_code(http::error::bad_method).category() &&
           error != http::error::end_of_stream && error != http::error::partial_message;
}

bool needs_whole_body(const ApiRequest& request)
{
    return request.rule != nullptr && !request.rule->request.empty();
}

class ApiSession {
public:
    ApiSession(Socket client, ApiSide& side)
        : client_(std::move(client)), connections_(side.engine), counters_(side.counters),
          local_answer_(client_.socket, counters_),
          request_side_(client_, {side.translation, side.paths}, local_answer_),
          answer_side_(client_, {side.translation, side.shown}, local_answer_)
    {}

    asio::awaitable<void> run()
    {
        const bool http2 = co_await speaks_http2(client_);
        if (!http2) {
            co_await serve_requests();
            co_return;
        }
        const bool reached = co_await reach_engine();
        if (reached) {
            co_await join_peers(client_, *engine_, counters_.raw);
        }
    }

private:
    asio::awaitable<void> serve_requests();
    asio::awaitable<bool> serve_request();
    asio::awaitable<bool> reach_engine();
    asio::awaitable<AfterCall> exchange(RequestParser& parser, ApiRequest& request);
    void leave_engine();
    asio::awaitable<void> linger();

    HttpPeer client_;
    std::optional<HttpPeer> engine_;
    EngineConnections& connections_;
    ApiCounters& counters_;
    LocalAnswer local_answer_;
    RequestSide request_side_;
    AnswerSide answer_side_;
};

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
    ErrorCode error;
    co_await read_head(client_, parser, error);
    if (error) {
        const std::string why = "the request is not HTTP: " + error.message();
        if (is_malformed(error)) {
            co_await local_answer_.send(http::status::bad_request, why);
        } else if (error == http::error::end_of_stream) {
            leave_engine();
        }
        co_return false;
    }
    ++counters_.requests;
    const auto& head = parser.get();
    ApiRequest request{.method = std::string(head.method_string()),
                       .path = api_path(std::string_view(head.target()))};
    request.rule = find_api_rule(request.method, request.path);
    request.keep_alive = parser.keep_alive();
    request.told_to_continue =
        needs_whole_body(request) && beast::iequals(head[http::field::expect], "100-continue");
    local_answer_.head_only(request.method == "HEAD");
    AfterCall after = AfterCall::close;
    const bool reached = co_await reach_engine();
    if (reached) {
        after = co_await exchange(parser, request);
    }
    if (after == AfterCall::raw) {
        co_await join_peers(client_, *engine_, counters_.raw);
    } else if (after == AfterCall::close) {
        co_await linger();
    }
    co_return after == AfterCall::next_request;
}

asio::awaitable<bool> ApiSession::reach_engine()
{
    if (engine_ && !at_end(engine_->socket)) {
        co_return true;
    }
    engine_.reset();
    auto socket = co_await connections_.take(kEngineReadyDeadline);
    if (!socket) {
        const std::string why = "the berth engine is not ready: " + socket.error().message;
        co_await local_answer_.send(http::status::service_unavailable, why);
        co_return false;
    }
    engine_.emplace(std::move(*socket));
    co_return true;
}

asio::awaitable<AfterCall> ApiSession::exchange(RequestParser& parser, ApiRequest& request)
{
    std::optional<std::string> body;
    if (needs_whole_body(request)) {
        body = co_await request_side_.translated_body(parser, request);
        if (!body) {
            const bool goes_on = parser.is_done() && request.keep_alive && !local_answer_.said_close();
            co_return goes_on ? AfterCall::next_request : AfterCall::close;
        }
    }
    AfterCall after = AfterCall::close;
    const auto answered = [&]() -> asio::awaitable<void> {
        after = co_await answer_side_.pass_on(*engine_, request);
        request.answered = true;
        request_side_.stop_watching();
    };
    const auto answered_early = [&]() -> asio::awaitable<void> {
        co_await answered();
        ErrorCode ignored;              // a socket that is closed has nothing to cancel
        client_.socket.cancel(ignored); // ends "up", whatever it waits for
        engine_->socket.cancel(ignored);
    };
    const bool is_head_alone = !body && parser.is_done();
    if (is_head_alone) {
        co_await request_side_.pass_on(*engine_, parser, request, body);
        co_await answered();
    } else {
        co_await (request_side_.pass_on(*engine_, parser, request, body) && answered_early());
    }
    const bool whole = (request.sent && !request.cut_short) || after == AfterCall::raw;
    co_return whole ? after : AfterCall::close;
}

/// The client has gone between two calls.
void ApiSession::leave_engine()
{
    if (engine_ && engine_->buffer.size() == 0) {
        connections_.give_back(std::move(engine_->socket));
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

} // namespace

asio::awaitable<void> serve_api_client(Socket client, ApiSide& side)
{
    ++side.counters.connections;
    ApiSession session(std::move(client), side);
    co_await session.run();
}

} // namespace berth::netbridge
