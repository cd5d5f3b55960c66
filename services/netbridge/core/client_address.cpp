// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/client_address.hpp"

#include <charconv>
#include <optional>

namespace berth::netbridge {
namespace {

constexpr std::size_t kLongestText = 64; // of what an error repeats; a client's is shorter

struct Parts {
    std::string_view address;
    std::string_view port;
    bool in_brackets = false;
};

std::optional<Parts> split(std::string_view text)
{
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    Parts parts{.address = text.substr(0, colon), .port = text.substr(colon + 1), .in_brackets = false};
    if (parts.address.size() > 2 && parts.address.front() == '[' && parts.address.back() == ']') {
        parts.address = parts.address.substr(1, parts.address.size() - 2);
        parts.in_brackets = true;
    }
    return parts;
}

std::optional<std::uint16_t> parse_port(std::string_view digits)
{
    std::uint16_t port = 0;
    const char* const end = digits.data() + digits.size();
    const auto parsed = std::from_chars(digits.data(), end, port);
    const bool good = parsed.ec == std::errc{} && parsed.ptr == end && port != 0;
    return good ? std::optional(port) : std::nullopt;
}

} // namespace

base::Result<ClientAddress> parse_client_address(std::string_view text)
{
    const auto parts = split(text);
    const auto address = parts ? parse_ip_address(parts->address) : std::nullopt;
    const auto port = parts ? parse_port(parts->port) : std::nullopt;
    const std::string shown(text.substr(0, kLongestText));
    if (!address || !port || address->is_v6 != parts->in_brackets) {
        return base::Failure("\"" + shown + "\" is not the address and port of a client", "");
    }
    if (!is_routable(*address)) {
        return base::Failure("\"" + shown + "\" is no client that a container could be shown", "");
    }
    return ClientAddress{.address = *address, .port = *port};
}

std::string client_text(const std::string& address, std::uint16_t port)
{
    const bool ipv6 = address.find(':') != std::string::npos;
    return (ipv6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

} // namespace berth::netbridge
