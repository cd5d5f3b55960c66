// SPDX-License-Identifier: Apache-2.0
#include "tunnel/endpoint.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace berth::tunnel {
namespace {

using base::Failure;
using base::Result;

constexpr std::string_view kHint = "use unix:///absolute/path, vsock://CID:PORT or hvsock://VM:PORT";

Failure refuse(std::string_view url, const std::string& why)
{
    return Failure{"'" + std::string(url) + "' is not a stream address: " + why, std::string(kHint)};
}

std::optional<std::uint32_t> to_number(std::string_view text)
{
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return number;
}

/// "NAME" or "NAME:PORT"; the port is never 0 when it is written.
struct NameAndPort {
    std::string_view name;
    std::uint32_t port = 0;
};

std::optional<NameAndPort> split_port(std::string_view text)
{
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) {
        return NameAndPort{text, 0};
    }
    const auto port = to_number(text.substr(colon + 1));
    if (!port || *port == 0) {
        return std::nullopt;
    }
    return NameAndPort{text.substr(0, colon), *port};
}

std::optional<std::uint32_t> to_cid(std::string_view name)
{
    if (name == "local") {
        return kVsockCidLocal;
    }
    if (name == "host") {
        return kVsockCidHost;
    }
    if (name == "any") {
        return kVsockCidAny;
    }
    return to_number(name);
}

bool is_guid(std::string_view text)
{
    constexpr std::string_view kShape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    const auto fits = [](char c, char shape) {
        const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        return shape == '-' ? c == '-' : hex;
    };
    return text.size() == kShape.size() && std::equal(text.begin(), text.end(), kShape.begin(), fits);
}

std::string to_lower(std::string_view text)
{
    std::string lower(text);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
        }
    }
    return lower;
}

Result<Endpoint> parse_unix(std::string_view url, std::string_view path)
{
    if (path.empty() || path.front() != '/') {
        return refuse(url, "the path must be absolute");
    }
    if (path.size() > kMaxUnixPathBytes) {
        return refuse(url, "the path is longer than " + std::to_string(kMaxUnixPathBytes) + " bytes");
    }
    if (path.find('\0') != std::string_view::npos) {
        return refuse(url, "the path holds a NUL");
    }
    Endpoint endpoint;
    endpoint.path = path;
    return endpoint;
}

Result<Endpoint> parse_vsock(std::string_view url, std::string_view rest)
{
    const auto parts = split_port(rest);
    const auto cid = parts ? to_cid(parts->name) : std::nullopt;
    if (!cid) {
        return refuse(url, "CID must be a number, local, host or any, and PORT a number above 0");
    }
    Endpoint endpoint;
    endpoint.transport = Transport::vsock;
    endpoint.cid = *cid;
    endpoint.port = parts->port;
    return endpoint;
}

Result<Endpoint> parse_hvsock(std::string_view url, std::string_view rest)
{
    const auto parts = split_port(rest);
    if (!parts || (parts->name != "any" && !is_guid(parts->name))) {
        return refuse(url, "VM must be a GUID or any, and PORT a number above 0");
    }
    Endpoint endpoint;
    endpoint.transport = Transport::hvsock;
    endpoint.vm = to_lower(parts->name);
    endpoint.port = parts->port;
    return endpoint;
}

std::string cid_text(std::uint32_t cid)
{
    return cid == kVsockCidAny ? "any" : std::to_string(cid);
}

} // namespace

Result<Endpoint> parse_endpoint(std::string_view url)
{
    const std::size_t end_of_scheme = url.find("://");
    if (end_of_scheme == std::string_view::npos) {
        return refuse(url, "it has no scheme");
    }
    const std::string_view scheme = url.substr(0, end_of_scheme);
    const std::string_view rest = url.substr(end_of_scheme + 3);
    if (scheme == "unix") {
        return parse_unix(url, rest);
    }
    if (scheme == "vsock") {
        return parse_vsock(url, rest);
    }
    if (scheme == "hvsock") {
        return parse_hvsock(url, rest);
    }
    return refuse(url, "the scheme is unknown");
}

std::string to_text(const Endpoint& endpoint)
{
    if (endpoint.transport == Transport::unix_path) {
        return "unix://" + endpoint.path;
    }
    const std::string port = endpoint.port == 0 ? "" : ":" + std::to_string(endpoint.port);
    if (endpoint.transport == Transport::vsock) {
        return "vsock://" + cid_text(endpoint.cid) + port;
    }
    return "hvsock://" + endpoint.vm + port;
}

std::string to_text(const Target& target)
{
    return to_text(target.endpoint) + (target.port == 0 ? "" : " port " + std::to_string(target.port));
}

} // namespace berth::tunnel
