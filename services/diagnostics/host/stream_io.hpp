// SPDX-License-Identifier: Apache-2.0
// Reading and writing a non-blocking stream that a StreamListener accepted.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace berth::diagnostics {

/// What there is to read at this moment, at most `limit` bytes; empty for nothing yet, std::nullopt when the
/// peer has closed or is gone.
std::optional<std::string> receive_some(int fd, std::size_t limit);

/// How much the stream took of the bytes at this moment; std::nullopt when the peer is gone.
std::optional<std::size_t> send_some(int fd, std::string_view bytes);

} // namespace berth::diagnostics
