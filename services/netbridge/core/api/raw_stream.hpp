// SPDX-License-Identifier: Apache-2.0
// When a connection stops being HTTP/1.
#pragma once

#include <string_view>

namespace berth::netbridge {

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
