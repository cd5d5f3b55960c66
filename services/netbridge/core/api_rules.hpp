// SPDX-License-Identifier: Apache-2.0
// The part of the Docker Engine API that holds host paths, as a table, and the shape of its connections.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "services/netbridge/core/path_places.hpp"

namespace berth::netbridge {

struct ApiRule {
    std::string_view method;
    /// "*" stands for a name, which may hold '/': "/containers/*/json". The version prefix is not part of it.
    std::string_view path;
    std::span<const PathPlace> request;
    std::span<const PathPlace> response; ///< of a successful answer
};

/// A request line's target as the engine's router sees it: percent decoding undone, version prefix and query
/// gone, path cleaned. "/v1.41/containers/a%2Fb/json?size=1" is "/containers/a/b/json".
std::string api_path(std::string_view target);

/// The rule for a request, or nullptr: nothing to translate but error texts.
const ApiRule* find_api_rule(std::string_view method, std::string_view api_path);

/// Of every answer with a status of 400 and more: {"message": "…"}.
std::span<const PathPlace> error_places();

/// What is known of an answer once its head has been read.
struct AnswerHead {
    unsigned status = 0;
    bool has_length = false; ///< Content-Length or chunked: an ordinary body
};

/// True when both sides speak raw bytes behind the answer's head: 101, and for attach and exec also a 200
/// without a length (what dockerd answers to clients that did not ask for an upgrade).
bool becomes_raw_stream(std::string_view method, std::string_view api_path, const AnswerHead& answer);

/// How a connection starts that speaks HTTP/2 without TLS from its first byte.
inline constexpr std::string_view kHttp2Preface = "PRI * HTTP/2.0\r\n";

} // namespace berth::netbridge
