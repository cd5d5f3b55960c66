// SPDX-License-Identifier: Apache-2.0
#include "tunnel/hybrid.hpp"

#include <charconv>

namespace berth::tunnel {
namespace {

constexpr std::string_view kConnect = "CONNECT ";
constexpr std::string_view kOk = "OK ";

std::optional<std::uint32_t> number_after(std::string_view word, std::string_view line)
{
    if (line.substr(0, word.size()) != word) {
        return std::nullopt;
    }
    const std::string_view digits = line.substr(word.size());
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size()) {
        return std::nullopt;
    }
    return number;
}

} // namespace

std::string connect_line(std::uint32_t port)
{
    return std::string(kConnect) + std::to_string(port) + "\n";
}

std::string ok_line(std::uint32_t assigned)
{
    return std::string(kOk) + std::to_string(assigned) + "\n";
}

std::optional<std::uint32_t> parse_connect_line(std::string_view line)
{
    const auto port = number_after(kConnect, line);
    return port && *port != 0 ? port : std::nullopt;
}

std::optional<std::uint32_t> parse_ok_line(std::string_view line)
{
    return number_after(kOk, line);
}

} // namespace berth::tunnel
