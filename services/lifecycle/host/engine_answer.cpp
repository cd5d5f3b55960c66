// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/host/engine_answer.hpp"

#include <utility>

#include <boost/asio/buffer.hpp>
#include <fmt/format.h>

namespace berth::lifecycle {

namespace http = boost::beast::http;

std::string engine_question(const std::string& target)
{
    return "GET " + target + " HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n";
}

EngineAnswer::EngineAnswer(std::string question, std::size_t max_bytes) : question_(std::move(question))
{
    parser_.body_limit(max_bytes);
    parser_.eager(true); // head and body from one put
}

void EngineAnswer::put(std::string_view bytes)
{
    unparsed_ += bytes;
    // One put stops at the end of a chunk or of the head's lines: again, as long as it takes something.
    while (!is_over() && !unparsed_.empty()) {
        ErrorCode error;
        const std::size_t taken = parser_.put(boost::asio::buffer(unparsed_), error);
        unparsed_.erase(0, taken);
        if (error && error != http::error::need_more) {
            broken_ = error;
        }
        if (taken == 0) {
            return;
        }
    }
}

void EngineAnswer::put_end()
{
    ended_ = true;
    // Beast asserts that something came before the end.
    if (parser_.got_some() && !parser_.is_done() && !broken_) {
        parser_.put_eof(broken_);
    }
}

base::Result<std::string> EngineAnswer::result() const
{
    if (broken_ && parser_.got_some()) {
        return base::Failure{
            fmt::format("the engine's answer to {} is not whole: {}", question_, broken_.message()), ""};
    }
    if (!parser_.is_done()) {
        return base::Failure{
            fmt::format("the engine closed the connection without an answer to {}", question_), ""};
    }
    if (parser_.get().result() != http::status::ok) {
        return base::Failure{
            fmt::format("the engine answered {} to {}", parser_.get().result_int(), question_), ""};
    }
    return parser_.get().body();
}

} // namespace berth::lifecycle
