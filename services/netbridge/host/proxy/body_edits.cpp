// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/proxy/body_edits.hpp"

#include <boost/beast/core/string.hpp>
#include <fmt/format.h>

namespace berth::netbridge {
namespace {

bool starts_with_name(std::string_view text, std::string_view name)
{
    using boost::beast::string_view;
    return text.size() >= name.size() && boost::beast::iequals(string_view(text.data(), name.size()),
                                                               string_view(name.data(), name.size()));
}

/// Where the name's field begins its value; the head's size where there is none.
std::size_t value_of_field(std::string_view head, std::string_view name)
{
    // A head that was accepted has a name behind a line's end only at the start of a field: a folded value's
    // lines are indented.
    std::size_t line = head.find("\r\n");
    while (line != std::string_view::npos) {
        const std::size_t begin = line + 2;
        if (starts_with_name(head.substr(begin), name)) {
            return begin + name.size();
        }
        line = head.find("\r\n", begin);
    }
    return head.size();
}

} // namespace

std::string with_content_length(std::string_view head, std::size_t length)
{
    constexpr std::string_view kDigits = "0123456789";
    constexpr std::string_view kField = "Content-Length:";
    std::string edited;
    for (std::size_t value = value_of_field(head, kField); value < head.size();
         value = value_of_field(head, kField)) {
        const std::size_t begin = std::min(head.find_first_of(kDigits, value), head.size());
        const std::size_t line_end = std::min(head.find("\r\n", begin), head.size());
        const std::size_t end = head.substr(0, line_end).find_last_of(kDigits) + 1; // "5, 5" is taken as one
        edited += head.substr(0, begin);
        edited += std::to_string(length);
        head.remove_prefix(end);
    }
    return edited + std::string(head);
}

std::string chunk_line(std::size_t size)
{
    return fmt::format("{:x}\r\n", size);
}

} // namespace berth::netbridge
