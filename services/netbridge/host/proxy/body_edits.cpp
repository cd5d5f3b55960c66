// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/proxy/body_edits.hpp"

#include <boost/algorithm/string/find.hpp>
#include <fmt/format.h>

namespace berth::netbridge {

std::string with_content_length(std::string_view head, std::size_t length)
{
    // A head that was accepted has this text at the start of a field only: a folded value's lines are
    // indented.
    constexpr std::string_view kField = "\r\nContent-Length:";
    constexpr std::string_view kDigits = "0123456789";
    std::string edited;
    while (const auto field = boost::algorithm::ifind_first(head, kField)) {
        const auto name_end = static_cast<std::size_t>(field.end() - head.begin());
        const std::size_t begin = std::min(head.find_first_of(kDigits, name_end), head.size());
        const std::size_t line_end = std::min(head.find("\r\n", begin), head.size());
        const std::size_t end = head.substr(0, line_end).find_last_of(kDigits) + 1; // "5, 5" is taken as one
        edited += head.substr(0, begin);
        edited += std::to_string(length);
        head.remove_prefix(end);
    }
    return edited + std::string(head);
}

std::string one_chunk(std::string_view text, std::string_view last_chunk)
{
    std::string chunk = fmt::format("{:x}\r\n", text.size());
    chunk.reserve(chunk.size() + text.size() + last_chunk.size());
    return chunk.append(text).append(last_chunk);
}

} // namespace berth::netbridge
