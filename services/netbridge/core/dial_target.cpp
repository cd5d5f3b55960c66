// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/dial_target.hpp"

#include <charconv>

namespace berth::netbridge {
namespace {

constexpr std::string_view kEngineApiPath = "/run/docker.sock";

base::Result<DialTarget> parse_tcp(std::string_view text)
{
    const std::size_t colon = text.rfind(':');
    std::string_view address = text.substr(0, colon == std::string_view::npos ? 0 : colon);
    if (address.starts_with('[') && address.ends_with(']')) {
        address = address.substr(1, address.size() - 2);
    }
    const std::string_view digits = colon == std::string_view::npos ? "" : text.substr(colon + 1);
    std::uint16_t port = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    const bool port_is_good =
        parsed.ec == std::errc{} && parsed.ptr == digits.data() + digits.size() && port != 0;
    const bool numeric =
        !address.empty() && address.find_first_not_of("0123456789abcdefABCDEF.:") == address.npos;
    if (!port_is_good || !numeric) {
        return base::Failure("\"" + std::string(text) + "\" is not a numeric address and a port", "");
    }
    return DialTarget(TcpTarget{.address = std::string(address), .port = port});
}

} // namespace

base::Result<DialTarget> parse_dial_target(std::string_view text)
{
    constexpr std::string_view kTcp = "tcp://";
    constexpr std::string_view kUnix = "unix://";
    if (text.starts_with(kTcp)) {
        return parse_tcp(text.substr(kTcp.size()));
    }
    if (text.starts_with(kUnix) && text.substr(kUnix.size()) == kEngineApiPath) {
        return DialTarget(UnixTarget{.path = std::string(kEngineApiPath)});
    }
    return base::Failure("\"" + std::string(text) + "\" is not a target that the engine's side connects to",
                         "");
}

std::string to_text(const TcpTarget& target)
{
    const bool ipv6 = target.address.find(':') != std::string::npos;
    return "tcp://" + (ipv6 ? "[" + target.address + "]" : target.address) + ":" +
           std::to_string(target.port);
}

} // namespace berth::netbridge
