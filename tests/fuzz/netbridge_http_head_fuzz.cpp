// SPDX-License-Identifier: Apache-2.0
// Any bytes as the head of a request or an answer, through the parser that the proxy uses and as it uses it.
// A head passes as it came, but for another length where its body is translated. It must then mean the same
// to the next parser: the same route, the same fields, the same end of the body; else two sides could
// disagree about where a request begins.
#include <cstdint>

#include "base/error.hpp"
#include "services/netbridge/core/api/api_path.hpp"
#include "services/netbridge/core/api/api_rules.hpp"
#include "services/netbridge/core/api/raw_stream.hpp"
#include "services/netbridge/host/proxy/body_edits.hpp"
#include "services/netbridge/host/proxy/http_stream.hpp"

using namespace berth;
using namespace berth::netbridge;

namespace {

/// The head's bytes; empty when it is none.
template <bool is_request>
std::string parse_head(const std::string& bytes, HeadParser<is_request>& parser)
{
    ErrorCode error;
    const std::size_t seen = put(parser, asio::buffer(bytes), error);
    return !error && parser.is_header_done() ? bytes.substr(0, seen) : "";
}

template <bool is_request>
void check_other_length(const HeadParser<is_request>& parser, const std::string& head)
{
    constexpr std::size_t kLength = 12345;
    HeadParser<is_request> other;
    base::expects(parse_head(with_content_length(head, kLength), other).size() > 0,
                  "what was passed on is no head");
    base::expects(parser.chunked() == other.chunked(), "chunked on one side only");
    base::expects(parser.content_length().has_value() == other.content_length().has_value(),
                  "a length on one side only");
    base::expects(other.content_length().value_or(kLength) == kLength, "another length on the other side");
    base::expects(parser.keep_alive() == other.keep_alive(), "keep-alive on one side only");
    base::expects(parser.upgrade() == other.upgrade(), "an upgrade on one side only");
    auto field = parser.get().begin();
    for (const auto& same : other.get()) {
        base::expects(field != parser.get().end() && field->name_string() == same.name_string() &&
                          (field->value() == same.value() || same.name() == http::field::content_length),
                      "a field changed");
        ++field;
    }
    base::expects(field == parser.get().end(), "a field was lost");
}

void try_request(const std::string& bytes)
{
    RequestParser parser;
    const std::string head = parse_head(bytes, parser);
    if (head.empty()) {
        return;
    }
    const std::string method(parser.get().method_string());
    const std::string path = api_path(std::string_view(parser.get().target()));
    base::expects(path.starts_with('/'), "a route is a path");
    (void)find_api_rule(method, path);
    for (const bool has_length : {false, true}) {
        (void)becomes_raw_stream(method, path, {.status = 200, .has_length = has_length});
    }
    check_other_length(parser, head);
}

void try_answer(const std::string& bytes)
{
    ResponseParser parser;
    const std::string head = parse_head(bytes, parser);
    if (!head.empty()) {
        check_other_length(parser, head);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    try_request(bytes);
    try_answer(bytes);
    return 0;
}
