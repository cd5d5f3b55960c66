// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/api/api_path.hpp"

#include "services/netbridge/core/paths/location.hpp"

namespace berth::netbridge {
namespace {

int hex_digit(char c)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    const std::size_t at = kDigits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

std::string percent_decoded(std::string_view text)
{
    std::string decoded;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const int high = text[at] == '%' && at + 2 < text.size() ? hex_digit(text[at + 1]) : -1;
        const int low = high >= 0 ? hex_digit(text[at + 2]) : -1;
        if (low >= 0) {
            decoded += static_cast<char>(high * 16 + low);
            at += 2;
        } else {
            decoded += text[at];
        }
    }
    return decoded;
}

/// "/v1.41/info" is "/info"; "/volumes" stays.
std::string_view without_version(std::string_view path)
{
    if (!path.starts_with("/v")) {
        return path;
    }
    const std::size_t end = path.find('/', 1);
    const std::string_view number = path.substr(2, end == std::string_view::npos ? end : end - 2);
    const bool is_version =
        !number.empty() && number.find_first_not_of("0123456789.") == std::string_view::npos;
    return is_version && end != std::string_view::npos ? path.substr(end) : path;
}

} // namespace

std::string api_path(std::string_view target)
{
    // A client may send the absolute form, "http://docker/v1.41/info".
    if (const std::size_t scheme = target.find("://");
        scheme != std::string_view::npos && !target.starts_with('/')) {
        const std::size_t path = target.find('/', scheme + 3);
        target = path == std::string_view::npos ? "/" : target.substr(path);
    }
    const std::string path = clean_path(percent_decoded(target.substr(0, target.find_first_of("?#"))));
    return std::string(without_version(path));
}

bool api_path_matches(std::string_view pattern, std::string_view path)
{
    const std::size_t star = pattern.find('*');
    if (star == std::string_view::npos) {
        return pattern == path;
    }
    const std::string_view prefix = pattern.substr(0, star);
    const std::string_view suffix = pattern.substr(star + 1);
    return path.size() > prefix.size() + suffix.size() && path.starts_with(prefix) && path.ends_with(suffix);
}

} // namespace berth::netbridge
