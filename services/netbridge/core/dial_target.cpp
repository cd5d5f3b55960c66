// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/dial_target.hpp"

#include <charconv>

namespace berth::netbridge {
namespace {

constexpr std::string_view kEngineApiPath = "/run/docker.sock";

std::string scheme_of(Transport transport)
{
    return std::string(to_text(transport)) + "://";
}

base::Result<DialTarget> parse_port(Transport transport, std::string_view text)
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
    return DialTarget(InetTarget{.transport = transport, .address = std::string(address), .port = port});
}

} // namespace

base::Result<DialTarget> parse_dial_target(std::string_view text)
{
    constexpr std::string_view kUnix = "unix://";
    for (const Transport transport : {Transport::tcp, Transport::udp}) {
        const std::string scheme = scheme_of(transport);
        if (text.starts_with(scheme)) {
            return parse_port(transport, text.substr(scheme.size()));
        }
    }
    if (text.starts_with(kUnix) && text.substr(kUnix.size()) == kEngineApiPath) {
        return DialTarget(UnixTarget{.path = std::string(kEngineApiPath)});
    }
    return base::Failure("\"" + std::string(text) + "\" is not a target that the engine's side connects to",
                         "");
}

std::string to_text(const InetTarget& target)
{
    const bool ipv6 = target.address.find(':') != std::string::npos;
    return scheme_of(target.transport) + (ipv6 ? "[" + target.address + "]" : target.address) + ":" +
           std::to_string(target.port);
}

} // namespace berth::netbridge
