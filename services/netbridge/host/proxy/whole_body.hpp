// SPDX-License-Identifier: Apache-2.0
// A message whose body is read whole before it goes on, and may go on with another. For .cpp files of the API
// proxy only.
#pragma once

#include "services/netbridge/host/proxy/body_edits.hpp"
#include "services/netbridge/host/proxy/http_stream.hpp"

namespace berth::netbridge {

inline constexpr std::size_t kWholeBodyLimit = 16U
                                               << 20U; ///< bytes of such a body, its chunks' lines included

/// Reads the body, to parser.get().body().text; false with no error when it is beyond kWholeBodyLimit.
template <bool is_request>
asio::awaitable<bool> read_whole_body(HttpPeer& from, HeadParser<is_request>& parser, ErrorCode& error)
{
    auto& body = parser.get().body();
    body.kept = true;
    bool starved = from.buffer.size() == 0;
    while (!error && !parser.is_done()) {
        if (starved) {
            co_await read_more_body(from, parser, error);
        }
        if (error || parser.is_done()) {
            break;
        }
        const std::size_t text_before = body.text.size();
        const std::size_t seen = observe(from, parser, error);
        const auto bytes = from.buffer.cdata();
        parser.frames.append(static_cast<const char*>(bytes.data()), seen);
        if (body.text.size() > text_before) {
            parser.text_end = parser.frames.size();
        }
        from.buffer.consume(seen);
        starved = seen == 0 || from.buffer.size() == 0;
        if (!error && parser.frames.size() > kWholeBodyLimit) {
            co_return false;
        }
    }
    co_return !error;
}

/// A message that read_whole_body() has read, with another body: as it came where they are the same. A body
/// in chunks becomes one chunk, as dockerd writes its own.
template <bool is_request>
std::string with_body(const HeadParser<is_request>& parser, const std::string& body)
{
    if (body == parser.get().body().text) {
        return parser.head + parser.frames;
    }
    if (!parser.chunked()) {
        return with_content_length(parser.head, body.size()) + body;
    }
    const std::string_view end = std::string_view(parser.frames).substr(parser.text_end);
    std::string message = parser.head + chunk_line(body.size());
    message.reserve(message.size() + body.size() + end.size());
    return message.append(body).append(end);
}

template <bool is_request>
asio::awaitable<ErrorCode> send_with_body(Socket& to, const HeadParser<is_request>& parser,
                                          const std::string& body)
{
    ErrorCode error;
    const std::string message = with_body(parser, body);
    const asio::const_buffer bytes = asio::buffer(message);
    co_await write_all(to, bytes, error);
    co_return error;
}

} // namespace berth::netbridge
