// SPDX-License-Identifier: Apache-2.0
// One HTTP answer of dockerd, put together from the bytes as they come. Pure: who asks reads the socket.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "base/result.hpp"

namespace berth::lifecycle {

/// The question that dockerd answers and then closes the connection.
std::string engine_question(const std::string& target);

class EngineAnswer {
public:
    /// `question` is named in failures. A body beyond `max_bytes` is a failure.
    EngineAnswer(std::string question, std::size_t max_bytes);

    void put(std::string_view bytes);
    /// The connection has ended, which ends the answer whatever it lacks. A daemon that is killed between
    /// accept and answer ends it before the first byte.
    void put_end();

    [[nodiscard]] bool is_over() const { return ended_ || broken_ || parser_.is_done(); }
    /// Once it is over: the body of a 200, or why there is none.
    [[nodiscard]] base::Result<std::string> result() const;

private:
    using ErrorCode = boost::beast::error_code;
    std::string question_;
    std::string unparsed_; ///< begins in the middle of a line of the head
    boost::beast::http::response_parser<boost::beast::http::string_body> parser_;
    ErrorCode broken_;
    bool ended_ = false;
};

} // namespace berth::lifecycle
