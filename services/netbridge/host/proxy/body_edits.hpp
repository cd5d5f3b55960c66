// SPDX-License-Identifier: Apache-2.0
// The few bytes of an HTTP/1.1 message that change when its body does. Pure; both take what a parser has
// accepted.
#pragma once

#include <string>
#include <string_view>

namespace berth::netbridge {

/// The head with another length: its digits are exchanged, wherever it has a Content-Length, and nothing
/// else.
std::string with_content_length(std::string_view head, std::size_t length);

/// The line before the text of a chunk.
std::string chunk_line(std::size_t size);

} // namespace berth::netbridge
