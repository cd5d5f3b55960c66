// SPDX-License-Identifier: Apache-2.0
// One HTTP/1.1 message from one socket to another, as it comes: the head, then each piece of the body at
// once. Beast parses and writes; nothing here knows what Docker is. For .cpp files of the API proxy only.
#pragma once

#include <array>
#include <optional>
#include <string>

#include <boost/asio/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "services/netbridge/stream/socket.hpp"

namespace berth::netbridge {

namespace beast = boost::beast;
namespace http = boost::beast::http;

inline constexpr std::uint32_t kHeadLimit = 1U << 20U; ///< bytes of a message's head, as Go's servers have it
inline constexpr std::size_t kPieceBytes = 64U << 10U; ///< of a body, moved at once
inline constexpr std::size_t kWholeBodyLimit = 16U << 20U; ///< bytes of a body that has to be read whole

/// A socket and what was read from it beyond the last message.
struct HttpPeer {
    explicit HttpPeer(Socket stream) : socket(std::move(stream))
    {
        buffer.reserve(
            kPieceBytes); // Beast reads what the buffer has room for: 512 bytes at a time without this
    }
    Socket socket;
    beast::flat_buffer buffer;
};

template <bool is_request>
using HeadParser = http::parser<is_request, http::buffer_body>;
using RequestParser = HeadParser<true>;
using ResponseParser = HeadParser<false>;

/// Without the limits that Beast has for servers: bodies stream through and have none.
template <bool is_request>
void open_limits(HeadParser<is_request>& parser)
{
    parser.header_limit(kHeadLimit);
    parser.body_limit(boost::none);
    parser.eager(false);
}

/// Reads up to one piece of the body into `piece`; the returned size may be 0 before the body's end.
template <bool is_request>
asio::awaitable<std::size_t> read_piece(HttpPeer& from, HeadParser<is_request>& parser,
                                        std::array<char, kPieceBytes>& piece, ErrorCode& error)
{
    auto& body = parser.get().body();
    body.data = piece.data();
    body.size = piece.size();
    co_await http::async_read_some(from.socket, from.buffer, parser, into(error));
    if (error == http::error::need_buffer) {
        error = {}; // the piece is full
    }
    co_return piece.size() - body.size;
}

/// Passes the message on: its head is parsed, its body still on the way. The error is that of the first side
/// to fail, or operation_aborted once `over` is set.
template <bool is_request>
asio::awaitable<ErrorCode> relay_message(HttpPeer& from, HeadParser<is_request>& parser, Socket& to,
                                         const bool& over)
{
    ErrorCode error;
    http::serializer<is_request, http::buffer_body> serializer(parser.get());
    auto& body = parser.get().body();
    body.data = nullptr;
    body.more = true;
    co_await http::async_write_header(to, serializer, into(error));
    std::array<char, kPieceBytes> piece;
    while (!error && !serializer.is_done()) {
        std::size_t size = 0;
        if (!parser.is_done()) {
            size = co_await read_piece(from, parser, piece, error);
        }
        if (error || over) {
            co_return error ? error : ErrorCode(asio::error::operation_aborted);
        }
        body.data = size > 0 ? piece.data() : nullptr;
        body.size = size;
        body.more = !parser.is_done();
        if (size == 0 && body.more) {
            continue; // part of a chunk's frame: nothing to pass on yet
        }
        co_await http::async_write(to, serializer, into(error));
        if (error == http::error::need_buffer) {
            error = {}; // the piece is out
        }
    }
    co_return error;
}

/// The whole body; std::nullopt with no error when it is beyond kWholeBodyLimit.
template <bool is_request>
asio::awaitable<std::optional<std::string>> read_whole_body(HttpPeer& from, HeadParser<is_request>& parser,
                                                            ErrorCode& error)
{
    std::optional<std::string> whole(std::in_place);
    std::array<char, kPieceBytes> piece;
    while (!parser.is_done()) {
        const std::size_t size = co_await read_piece(from, parser, piece, error);
        if (error || whole->size() + size > kWholeBodyLimit) {
            whole.reset();
            break;
        }
        whole->append(piece.data(), size);
    }
    co_return whole;
}

/// Sends a message with the parsed head and another body; the length is written anew, all other fields are
/// kept.
template <bool is_request>
asio::awaitable<ErrorCode> send_with_body(Socket& to, const HeadParser<is_request>& parser,
                                          const std::string& body)
{
    http::message<is_request, http::string_body> message(parser.get().base(), body);
    message.chunked(false);
    message.content_length(message.body().size());
    ErrorCode error;
    co_await http::async_write(to, message, into(error));
    co_return error;
}

} // namespace berth::netbridge
