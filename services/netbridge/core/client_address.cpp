// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/client_address.hpp"

#include <algorithm>
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

bool is_somebody_v4(const IpAddress& address)
{
    constexpr std::uint8_t kThisNetwork = 0;
    constexpr std::uint8_t kLoopback = 127;
    const std::uint8_t first = address.bytes[0];
    const bool multicast = (first & 0xf0U) == 0xe0U;
    const bool broadcast = std::all_of(address.bytes.begin(), address.bytes.begin() + 4,
                                       [](std::uint8_t byte) { return byte == 0xff; });
    return first != kThisNetwork && first != kLoopback && !multicast && !broadcast;
}

bool is_somebody_v6(const IpAddress& address)
{
    // ::/80 has the unspecified and the loopback address, and IPv4 addresses mapped (::ffff:a.b.c.d) and
    // compatible (::a.b.c.d).
    const bool old = std::all_of(address.bytes.begin(), address.bytes.begin() + 10,
                                 [](std::uint8_t byte) { return byte == 0; });
    const bool multicast = address.bytes[0] == 0xff;
    const bool link_local = address.bytes[0] == 0xfe && (address.bytes[1] & 0xc0U) == 0x80U;
    return !old && !multicast && !link_local;
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
    if (!(address->is_v6 ? is_somebody_v6(*address) : is_somebody_v4(*address))) {
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
