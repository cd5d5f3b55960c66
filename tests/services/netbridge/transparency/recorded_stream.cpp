// SPDX-License-Identifier: Apache-2.0
// Which messages are translated is the table's word (api_rules.hpp). What they look like behind the proxy is
// said here by plain replacement, and not with the proxy's own editor: a recording has one directory in which
// all bound paths lie, and nothing else in it is called so.
#include "recorded_stream.hpp"

#include <boost/algorithm/string/find.hpp>
#include <boost/algorithm/string/replace.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>

#include "base/error.hpp"
#include "services/netbridge/core/api/api_path.hpp"
#include "services/netbridge/core/api/api_rules.hpp"

namespace berth::netbridge::test {
namespace {

namespace http = boost::beast::http;

constexpr const char* kTyped = "/srv/corpus";
constexpr const char* kInEngine = "/distros/host/srv/corpus";

template <bool is_request>
struct Message {
    http::parser<is_request, http::string_body> parser;
    std::size_t begin = 0;
    std::size_t end = 0; ///< of what is recorded of it

    /// Reads the message that begins there; false when its head is not there.
    bool read(const std::string& bytes, std::size_t at)
    {
        boost::system::error_code error;
        parser.eager(true);
        parser.body_limit(boost::none);
        parser.header_limit(1U << 20U);
        begin = at;
        end = at;
        if (at < bytes.size()) {
            end += parser.put(boost::asio::buffer(bytes) + at, error);
        }
        if (error && error != http::error::need_more) {
            throw base::Error("the recording has a message that is not HTTP: " + error.message());
        }
        return parser.is_header_done();
    }
};

std::size_t head_end(const std::string& bytes, std::size_t begin)
{
    return bytes.find("\r\n\r\n", begin) + 4;
}

std::string in_chunk(const std::string& text)
{
    return fmt::format("{:x}\r\n{}\r\n0\r\n\r\n", text.size(), text);
}

template <bool is_request>
Stretch whole_message(const std::string& bytes, const Message<is_request>& message)
{
    const std::string& body = message.parser.get().body();
    const std::string translated = boost::replace_all_copy(body, kTyped, kInEngine);
    std::string head = bytes.substr(message.begin, head_end(bytes, message.begin) - message.begin);
    const std::string frames =
        bytes.substr(message.begin + head.size(), message.end - message.begin - head.size());
    if (translated == body) {
        return {message.begin, message.end, head + frames, true};
    }
    if (message.parser.chunked()) {
        base::expects(frames == in_chunk(body), "a translated body in chunks is recorded as one chunk");
        return {message.begin, message.end, head + in_chunk(translated), true};
    }
    boost::ireplace_first(head, fmt::format("Content-Length: {}\r\n", body.size()),
                          fmt::format("Content-Length: {}\r\n", translated.size()));
    return {message.begin, message.end, head + translated, true};
}

Stretch only_head(const std::string& bytes, std::size_t begin)
{
    const std::size_t end = head_end(bytes, begin);
    return {begin, end, bytes.substr(begin, end - begin), false};
}

bool is_raw(const http::response<http::string_body>& answer, const std::string& path)
{
    const bool hijacks =
        path.ends_with("/attach") || (path.starts_with("/exec/") && path.ends_with("/start"));
    return answer.result_int() == 101 ||
           (answer.result_int() == 200 && hijacks && !answer.has_content_length() && !answer.chunked());
}

bool is_translated(const http::response<http::string_body>& answer, const ApiRule* rule)
{
    const unsigned status = answer.result_int();
    const bool has_places = rule != nullptr && !rule->response.empty() && (status == 200 || status == 201);
    return answer[http::field::content_type].starts_with("application/json") && (status >= 400 || has_places);
}

struct Call {
    std::string method;
    std::string path;
    const ApiRule* rule;
};

/// Moves `at` behind the answer; false when nothing that is HTTP follows.
bool find_answer(RecordedStream& engine, std::size_t& at, const Call& call)
{
    while (true) {
        Message<false> answer;
        answer.parser.skip(call.method == "HEAD");
        if (!answer.read(engine.bytes, at)) {
            return false;
        }
        at = answer.end;
        const auto& head = answer.parser.get();
        const bool final = head.result_int() >= 200 || head.result_int() == 101;
        if (final && call.method != "HEAD" && is_translated(head, call.rule)) {
            engine.stretches.push_back(whole_message(engine.bytes, answer));
        } else {
            engine.stretches.push_back(only_head(engine.bytes, answer.begin));
        }
        if (final) {
            return answer.parser.is_done() && !is_raw(head, call.path);
        }
    }
}

} // namespace

std::string RecordedStream::until(std::size_t count, Terms terms, bool whole_stretches) const
{
    std::string result;
    std::size_t at = 0;
    for (const Stretch& stretch : stretches) {
        if (stretch.begin >= count) {
            break;
        }
        result += bytes.substr(at, stretch.begin - at);
        if (stretch.end > count) {
            const bool in_parts = !whole_stretches && (terms == Terms::client || !stretch.translated);
            return result + (in_parts ? bytes.substr(stretch.begin, count - stretch.begin) : "");
        }
        result += terms == Terms::engine ? stretch.at_engine
                                         : bytes.substr(stretch.begin, stretch.end - stretch.begin);
        at = stretch.end;
    }
    return result + bytes.substr(at, count - at);
}

void find_stretches(RecordedStream& client, RecordedStream& engine)
{
    std::size_t request_at = 0;
    std::size_t answer_at = 0;
    bool more = !client.bytes.starts_with("PRI * HTTP/2.0\r\n");
    while (more) {
        Message<true> request;
        if (!request.read(client.bytes, request_at)) {
            return;
        }
        request_at = request.end;
        const auto& head = request.parser.get();
        Call call{std::string(head.method_string()), api_path(std::string_view(head.target())), nullptr};
        call.rule = find_api_rule(call.method, call.path);
        const bool translated = call.rule != nullptr && !call.rule->request.empty();
        client.stretches.push_back(translated ? whole_message(client.bytes, request)
                                              : only_head(client.bytes, request.begin));
        more = find_answer(engine, answer_at, call) && request.parser.is_done();
    }
}

} // namespace berth::netbridge::test
