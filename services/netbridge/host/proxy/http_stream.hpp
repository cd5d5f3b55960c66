// SPDX-License-Identifier: Apache-2.0
// One HTTP/1.1 message from one socket to another, byte for byte as it comes: the head, then each piece of
// the body at once. Nothing here knows what Docker is. For .cpp files of the API proxy only.
//
// Theory. Beast's parser only looks on: it says what the head means and where the message ends, and what goes
// out are the bytes that came in, with their spelling, order and chunks. As long as the message has not
// ended, all that has been read belongs to it and goes out, also what the parser still keeps waiting (it
// takes a chunk's line in one piece). Only where a body is given other text is anything written anew: its
// length (whole_body.hpp).
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <string>

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/read_size.hpp>
#include <boost/beast/http.hpp>

#include "services/netbridge/host/proxy/passing_body.hpp"
#include "services/netbridge/stream/calling_thread.hpp"
#include "services/netbridge/stream/transfer.hpp"

namespace berth::netbridge {

namespace beast = boost::beast;
namespace http = boost::beast::http;

/// Bytes of a message's head, as Go's servers have it, and of a chunk's line or the trailers.
inline constexpr std::uint32_t kHeadLimit = 1U << 20U;
inline constexpr std::size_t kPieceBytes = 64U << 10U;           ///< of a body, moved at once
inline constexpr std::size_t kLongAnswerPieceBytes = 32U << 10U; ///< what no small answer has at once
/// The same of a stream that fills those: what costs a stream its speed is how often everybody wakes up for
/// it.
inline constexpr std::size_t kBulkPieceBytes = 256U << 10U;

/// A socket and what was read from it beyond the last message.
struct HttpPeer {
    explicit HttpPeer(Socket stream) : socket(std::move(stream))
    {
        socket.non_blocking(true); // as read_some() and write_all() want it
        buffer.reserve(kPieceBytes);
    }
    Socket socket;
    WatchPause watch_pause{socket};
    beast::flat_buffer buffer;
};

/// A message: what Beast makes of it, and the bytes that it came in. Without the limits that Beast has for
/// servers: bodies stream through and have none.
template <bool is_request>
struct HeadParser : http::parser<is_request, PassingBody> {
    HeadParser()
    {
        this->header_limit(kHeadLimit);
        this->body_limit(boost::none);
        this->eager(false);
    }
    std::string head;
    std::string frames;       ///< of a body that has been read whole: its text, and its chunks' lines
    std::size_t text_end = 0; ///< in `frames`: behind it are the last chunk's end and the trailers
};
using RequestParser = HeadParser<true>;
using ResponseParser = HeadParser<false>;

/// More bytes behind those that the buffer holds.
inline asio::awaitable<void> read_more(HttpPeer& from, ErrorCode& error)
{
    const auto room = from.buffer.prepare(beast::read_size(from.buffer, kBulkPieceBytes));
    const std::size_t got = co_await read_some(from.socket, room, error);
    from.buffer.commit(got);
    if (got == room.size()) {
        from.buffer.reserve(kBulkPieceBytes);
    }
}

/// Shows the parser the bytes. Beast has no error for a field beyond 64 KiB (basic_fields), it throws.
template <bool is_request>
std::size_t put(HeadParser<is_request>& parser, asio::const_buffer bytes, ErrorCode& error)
{
    try {
        return parser.put(bytes, error);
    } catch (const std::length_error&) {
        error = http::error::header_limit;
        return 0;
    }
}

/// Shows the parser what the buffer holds; returns how much of it the parser has done with.
template <bool is_request>
std::size_t observe(const HttpPeer& from, HeadParser<is_request>& parser, ErrorCode& error)
{
    const std::size_t seen = put(parser, from.buffer.cdata(), error);
    if (error == http::error::need_more) {
        error = {};
    }
    if (!error && !parser.is_done() && from.buffer.size() - seen > kHeadLimit) {
        error = http::error::header_limit;
    }
    return seen;
}

/// The next message's head. The error is end_of_stream where the peer has ended instead.
template <bool is_request>
asio::awaitable<void> read_head(HttpPeer& from, HeadParser<is_request>& parser, ErrorCode& error)
{
    bool starved = from.buffer.size() == 0;
    while (!error && !parser.is_header_done()) {
        if (starved) {
            co_await read_more(from, error);
        }
        if (error == asio::error::eof) {
            const bool begun = parser.got_some() || from.buffer.size() > 0;
            error = begun ? http::error::partial_message : http::error::end_of_stream;
        }
        if (!error) {
            const std::size_t seen = observe(from, parser, error);
            parser.head.append(static_cast<const char*>(from.buffer.cdata().data()), seen);
            from.buffer.consume(seen);
            starved = true;
        }
    }
}

/// More of a body that has not ended. The stream's end ends a body without a length, and is an error in any
/// other.
template <bool is_request>
asio::awaitable<void> read_more_body(HttpPeer& from, HeadParser<is_request>& parser, ErrorCode& error)
{
    co_await read_more(from, error);
    if (error == asio::error::eof) {
        parser.put_eof(error);
    }
}

/// What a relay heeds of the call that goes on beside it. All may change meanwhile.
struct CallBeside {
    const bool& over;      ///< the relay ends, too
    const bool& owns_from; ///< nobody else reads from, writes to or waits for where the message comes from
    const bool& to_ended;  ///< so `from` was half-closed, or would have been had its watch not paused
};

/// Passes the message on: its head has been read, its body is still on the way. The error is that of the
/// first side to fail, or operation_aborted once the call is over. What has gone out is no longer in the
/// buffer.
template <bool is_request>
asio::awaitable<ErrorCode> relay_message(HttpPeer& from, HeadParser<is_request>& parser, Socket& to,
                                         const CallBeside& beside)
{
    ErrorCode error;
    // Bytes of the buffer that have gone out while the parser waits for what follows them.
    std::size_t out = 0;
    asio::const_buffer head = asio::buffer(parser.head);
    std::optional<WakesPolitely> long_answer;
    parser.eager(true);
    for (int round = 1; !error; ++round) {
        const std::size_t seen = parser.is_done() ? 0 : observe(from, parser, error);
        const std::size_t ours = parser.is_done() ? seen : from.buffer.size();
        const asio::const_buffer body(from.buffer.cdata() + out);
        const std::array<asio::const_buffer, 2> piece{head, asio::buffer(body, ours - std::min(out, ours))};
        if (!error && asio::buffer_size(piece) > 0) {
            WatchPause* const pause = beside.owns_from ? &from.watch_pause : nullptr;
            const std::size_t written = co_await write_all(to, piece, error, pause);
            if (beside.to_ended) {
                ErrorCode ignored; // one that has gone needs no telling
                from.socket.shutdown(Socket::shutdown_send, ignored);
            }
            out += written - std::min(written, head.size());
            head = {};
        }
        if (error) {
            break;
        }
        from.buffer.consume(seen);
        out -= seen;
        if (parser.is_done()) {
            break;
        }
        if (round % kRoundsPerTurn == 0) {
            co_await asio::post(asio::use_awaitable);
        }
        co_await read_more_body(from, parser, error);
        if (!is_request && !long_answer && from.buffer.size() - out >= kLongAnswerPieceBytes) {
            long_answer.emplace();
        }
        if (!error && beside.over) {
            error = asio::error::operation_aborted;
        }
    }
    from.buffer.consume(out);
    co_return error;
}

} // namespace berth::netbridge
