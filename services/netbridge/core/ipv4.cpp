// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/ipv4.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace berth::netbridge {
namespace {

constexpr unsigned kLinkPrefix = 30;
constexpr std::uint32_t kLinkSize = 4;

// 192.168.65.0/24 is what users of desktop engines know; the others are where collisions with offices are
// rare.
struct CandidateRange {
    std::uint32_t first;
    std::uint32_t links;
};
constexpr CandidateRange kCandidates[] = {
    {0xC0A84100, 64},  // 192.168.65.0/24
    {0xC0A8D700, 64},  // 192.168.215.0/24
    {0xAC1FFF00, 64},  // 172.31.255.0/24
    {0x0AFE0000, 256}, // 10.254.0.0/22
};

LinkAddresses ends_of(const Ipv4Subnet& subnet)
{
    return {.subnet = subnet, .host = subnet.network + 1, .engine = subnet.network + 2};
}

/// Digits only, so that "08" and "+1" are refused alike.
bool take_number(std::string_view& text, std::uint32_t limit, std::uint32_t& number)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || number > limit) {
        return false;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
}

} // namespace

std::uint32_t Ipv4Subnet::mask() const
{
    return prefix_length == 0 ? 0 : ~std::uint32_t{0} << (32 - prefix_length);
}

bool Ipv4Subnet::overlaps(const Ipv4Subnet& other) const
{
    const std::uint32_t both = mask() & other.mask();
    return (network & both) == (other.network & both);
}

std::string ipv4_text(std::uint32_t address)
{
    return fmt::format("{}.{}.{}.{}", address >> 24U, (address >> 16U) & 255U, (address >> 8U) & 255U,
                       address & 255U);
}

std::string Ipv4Subnet::to_text() const
{
    return fmt::format("{}/{}", ipv4_text(network), prefix_length);
}

base::Result<Ipv4Subnet> parse_subnet(std::string_view text)
{
    const base::Failure malformed(fmt::format("\"{}\" is not an IPv4 subnet", text),
                                  "write it as 192.168.65.0/30");
    std::string_view rest = text;
    Ipv4Subnet subnet;
    for (int part = 0; part < 4; ++part) {
        std::uint32_t number = 0;
        if (!take_number(rest, 255, number) || !rest.starts_with(part < 3 ? '.' : '/')) {
            return malformed;
        }
        rest.remove_prefix(1);
        subnet.network = subnet.network << 8U | number;
    }
    std::uint32_t length = 0;
    if (!take_number(rest, 32, length) || !rest.empty()) {
        return malformed;
    }
    subnet.prefix_length = length;
    if ((subnet.network & ~subnet.mask()) != 0) {
        return malformed;
    }
    return subnet;
}

bool is_free(const Ipv4Subnet& subnet, const std::vector<Ipv4Subnet>& taken)
{
    return std::none_of(taken.begin(), taken.end(), [&](const Ipv4Subnet& route) {
        return route.prefix_length > 0 && route.overlaps(subnet);
    });
}

base::Result<Ipv4Subnet> wanted_subnet(const std::string& text, const SubnetWish& wish,
                                       const std::vector<Ipv4Subnet>& taken)
{
    constexpr unsigned kShortestPrefix = 8;
    const auto subnet = parse_subnet(text);
    if (!subnet) {
        return subnet;
    }
    if (subnet->prefix_length > wish.longest_prefix || subnet->prefix_length < kShortestPrefix) {
        return base::Failure("network.subnet " + text + " has no room for " + wish.room_for,
                             "use one such as " + wish.example);
    }
    if (!is_free(*subnet, taken)) {
        return base::Failure("network.subnet " + text + " overlaps a route of this machine",
                             "choose another subnet, or leave network.subnet empty");
    }
    return subnet;
}

base::Result<LinkAddresses> choose_link_addresses(const std::string& wanted,
                                                  const std::vector<Ipv4Subnet>& taken)
{
    if (!wanted.empty()) {
        const SubnetWish wish{.longest_prefix = kLinkPrefix,
                              .room_for = "the two ends of a link",
                              .example = "192.168.65.0/30"};
        const auto subnet = wanted_subnet(wanted, wish, taken);
        if (!subnet) {
            return subnet.error();
        }
        return ends_of(*subnet);
    }
    for (const CandidateRange& range : kCandidates) {
        for (std::uint32_t link = 0; link < range.links; ++link) {
            const Ipv4Subnet subnet{.network = range.first + link * kLinkSize, .prefix_length = kLinkPrefix};
            if (is_free(subnet, taken)) {
                return ends_of(subnet);
            }
        }
    }
    return base::Failure("every subnet for the engine's link overlaps a route of this machine",
                         "set network.subnet to a free /30");
}

} // namespace berth::netbridge
