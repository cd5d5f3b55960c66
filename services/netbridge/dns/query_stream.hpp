// SPDX-License-Identifier: Apache-2.0
// DNS on a stream (RFC 1035 4.2.2, RFC 7766): messages behind two bytes of length, several at once, answered
// as they are ready. For .cpp files of the data planes only.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "services/netbridge/stream/socket.hpp"

namespace berth::netbridge::dns {

struct QueryStreamLimits {
    unsigned under_way = 16;                ///< queries; more are not read before one of them is answered
    std::chrono::milliseconds idle{30000};  ///< in which a query has to come in, all of it
    std::chrono::milliseconds write{10000}; ///< in which a client has to take an answer
};

/// An empty answer: none is due.
using AnswerQuery = std::function<asio::awaitable<std::string>(std::string query)>;

/// Until the client ends its side and all that it has asked is answered, or a limit has passed.
asio::awaitable<void> serve_query_stream(Socket stream, AnswerQuery answer, QueryStreamLimits limits);

} // namespace berth::netbridge::dns
