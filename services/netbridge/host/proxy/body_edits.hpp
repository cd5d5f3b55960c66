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

/// The text as the only chunk of a body. `last_chunk` is the end of a body in chunks, from the line end
/// behind the last text to the end of the trailers.
std::string one_chunk(std::string_view text, std::string_view last_chunk);

} // namespace berth::netbridge
