// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/ip_address.hpp"

#include <algorithm>
#include <charconv>

namespace berth::netbridge {
namespace {

constexpr std::size_t kV4Bytes = IpAddress::kBytesV4;
constexpr std::size_t kV6Bytes = IpAddress::kBytesV6;
constexpr std::size_t kLongestV6Text = 45; // of six groups and an IPv4 address in the end

/// The whole text as one number.
std::optional<unsigned> number(std::string_view digits, int base, std::size_t most_digits)
{
    unsigned value = 0;
    const char* const end = digits.data() + digits.size();
    const auto parsed = std::from_chars(digits.data(), end, value, base);
    const bool good = digits.size() <= most_digits && parsed.ec == std::errc{} && parsed.ptr == end;
    return good ? std::optional(value) : std::nullopt;
}

bool parse_v4(std::string_view text, std::uint8_t* bytes)
{
    for (std::size_t i = 0; i < kV4Bytes; ++i) {
        const std::size_t dot = i + 1 < kV4Bytes ? text.find('.') : text.size();
        if (dot == std::string_view::npos) {
            return false;
        }
        const std::string_view digits = text.substr(0, dot);
        const auto value = number(digits, 10, 3);
        if (!value || *value > 255 || (digits.size() > 1 && digits.front() == '0')) {
            return false;
        }
        bytes[i] = static_cast<std::uint8_t>(*value);
        text.remove_prefix(std::min(dot + 1, text.size()));
    }
    return true;
}

/// Groups with colons between them, the last may be an IPv4 address. How many bytes they are; nullopt: no
/// such text. Nothing at all is no group.
std::optional<std::size_t> parse_groups(std::string_view text, std::array<std::uint8_t, kV6Bytes>& bytes)
{
    std::size_t used = 0;
    bool more = !text.empty();
    while (more) {
        const std::size_t colon = text.find(':');
        const std::string_view group = text.substr(0, colon);
        more = colon != std::string_view::npos;
        if (!more && used + kV4Bytes <= kV6Bytes && parse_v4(group, bytes.data() + used)) {
            return used + kV4Bytes;
        }
        const auto value = number(group, 16, 4);
        if (!value || used + 2 > kV6Bytes) {
            return std::nullopt;
        }
        bytes[used++] = static_cast<std::uint8_t>(*value >> 8U);
        bytes[used++] = static_cast<std::uint8_t>(*value & 0xffU);
        text.remove_prefix(more ? colon + 1 : text.size());
    }
    return used;
}

std::optional<IpAddress> parse_v6(std::string_view text)
{
    IpAddress address{.is_v6 = true, .bytes = {}};
    const std::size_t gap = text.find("::");
    if (gap == std::string_view::npos) {
        const auto all = parse_groups(text, address.bytes);
        return all == kV6Bytes ? std::optional(address) : std::nullopt;
    }
    std::array<std::uint8_t, kV6Bytes> behind{};
    const std::string_view before_gap = text.substr(0, gap);
    const auto front = before_gap.find('.') == std::string_view::npos
                           ? parse_groups(before_gap, address.bytes)
                           : std::nullopt; // an IPv4 address is the end of an IPv6 one, or nothing
    const auto back = parse_groups(text.substr(gap + 2), behind);
    if (!front || !back || *front + *back + 2 > kV6Bytes) { // "::" is a group at least
        return std::nullopt;
    }
    std::copy_n(behind.begin(), *back, address.bytes.end() - static_cast<std::ptrdiff_t>(*back));
    return address;
}

} // namespace

std::optional<IpAddress> parse_ip_address(std::string_view text)
{
    if (text.size() > kLongestV6Text) {
        return std::nullopt;
    }
    if (text.find(':') != std::string_view::npos) {
        return parse_v6(text);
    }
    IpAddress address;
    return parse_v4(text, address.bytes.data()) ? std::optional(address) : std::nullopt;
}

IpAddress IpAddress::from_bytes(std::string_view bytes)
{
    IpAddress address{.is_v6 = bytes.size() == kBytesV6, .bytes = {}};
    std::copy(bytes.begin(), bytes.end(), address.bytes.begin());
    return address;
}

IpAddress IpAddress::v4(std::uint32_t host_order)
{
    IpAddress address;
    for (std::size_t i = 0; i < kBytesV4; ++i) {
        address.bytes[i] = static_cast<std::uint8_t>(host_order >> (8 * (kBytesV4 - 1 - i)));
    }
    return address;
}

std::uint32_t IpAddress::host_order() const
{
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < kBytesV4; ++i) {
        number = number << 8U | bytes[i];
    }
    return number;
}

bool is_routable(const IpAddress& address)
{
    const auto& bytes = address.bytes;
    if (!address.is_v6) {
        const bool is_this_network = bytes[0] == 0;
        const bool is_loopback = bytes[0] == 127;
        const bool is_group_or_reserved = bytes[0] >= 224; // multicast, class E, broadcast
        return !is_this_network && !is_loopback && !is_group_or_reserved;
    }
    // ::/80 has the unspecified and the loopback address, and IPv4 addresses mapped (::ffff:a.b.c.d) and
    // compatible (::a.b.c.d).
    const bool is_old = std::all_of(bytes.begin(), bytes.begin() + 10, [](std::uint8_t b) { return b == 0; });
    const bool is_group = bytes[0] == 0xFF;
    const bool is_link_local = bytes[0] == 0xFE && (bytes[1] & 0xC0U) == 0x80U;
    return !is_old && !is_group && !is_link_local;
}

} // namespace berth::netbridge
