// SPDX-License-Identifier: Apache-2.0
// Any bytes as the head of a request or an answer, through the parser that the proxy uses and as it uses it.
// What the proxy passes on must mean the same to the next parser: the same route, the same fields, the same
// end of the body; else two sides could disagree about where a request begins.
#include <cstdint>
#include <sstream>

#include "base/error.hpp"
#include "services/netbridge/core/api/api_path.hpp"
#include "services/netbridge/core/api/api_rules.hpp"
#include "services/netbridge/core/api/raw_stream.hpp"
#include "services/netbridge/host/http_stream.hpp"

using namespace berth;
using namespace berth::netbridge;

namespace {

template <bool is_request>
bool parse_head(const std::string& bytes, HeadParser<is_request>& parser)
{
    open_limits(parser);
    ErrorCode error;
    parser.put(asio::buffer(bytes), error);
    return !error && parser.is_header_done();
}

/// As pass_head() and relay_message() write it.
template <bool is_request>
std::string written_head(HeadParser<is_request>& parser)
{
    http::message<is_request, http::empty_body> head(parser.get().base());
    http::serializer<is_request, http::empty_body> serializer(head);
    serializer.split(true);
    std::string bytes;
    ErrorCode error;
    while (!serializer.is_header_done() && !error) {
        serializer.next(error, [&](ErrorCode& /*none*/, const auto& buffers) {
            for (const auto& buffer : beast::buffers_range_ref(buffers)) {
                bytes.append(static_cast<const char*>(buffer.data()), buffer.size());
            }
            serializer.consume(beast::buffer_bytes(buffers));
        });
    }
    return bytes;
}

template <bool is_request>
void check_same_framing(HeadParser<is_request>& one, HeadParser<is_request>& other)
{
    base::expects(one.chunked() == other.chunked(), "chunked on one side only");
    base::expects(one.content_length() == other.content_length(), "another length on the other side");
    base::expects(one.keep_alive() == other.keep_alive(), "keep-alive on one side only");
    base::expects(one.upgrade() == other.upgrade(), "an upgrade on one side only");
    auto field = one.get().begin();
    for (const auto& same : other.get()) {
        base::expects(field != one.get().end() && field->name_string() == same.name_string() &&
                          field->value() == same.value(),
                      "a field changed");
        ++field;
    }
    base::expects(field == one.get().end(), "a field was lost");
}

void try_request(const std::string& bytes)
{
    RequestParser parser;
    if (!parse_head(bytes, parser)) {
        return;
    }
    const std::string method(parser.get().method_string());
    const std::string path = api_path(std::string_view(parser.get().target()));
    base::expects(path.starts_with('/'), "a route is a path");
    (void)find_api_rule(method, path);
    for (const bool has_length : {false, true}) {
        (void)becomes_raw_stream(method, path, {.status = 200, .has_length = has_length});
    }
    RequestParser next;
    base::expects(parse_head(written_head(parser), next), "a request that was passed on is not one");
    base::expects(next.get().method_string() == parser.get().method_string() &&
                      next.get().target() == parser.get().target(),
                  "another request was passed on");
    check_same_framing(parser, next);
}

void try_answer(const std::string& bytes)
{
    ResponseParser parser;
    if (!parse_head(bytes, parser)) {
        return;
    }
    ResponseParser next;
    base::expects(parse_head(written_head(parser), next), "an answer that was passed on is not one");
    base::expects(next.get().result_int() == parser.get().result_int(), "another status was passed on");
    check_same_framing(parser, next);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    try_request(bytes);
    try_answer(bytes);
    return 0;
}
