// SPDX-License-Identifier: Apache-2.0
// A stream's address is a URL. This part is portable and pure; stream.hpp dials and listens.
//
//   unix:///run/berth/tunnel/host.sock   absolute path in the reader's mount namespace, at most 107 bytes
//   vsock://CID:PORT                     CID is a number, "local" (1), "host" (2) or "any" (to listen)
//   hvsock://VM:PORT                     VM is a GUID or "any"; Windows only
//
// ":PORT" may be left out where one address stands for all of the tunnel's ports.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace berth::tunnel {

enum class Transport { unix_path, vsock, hvsock };

constexpr std::size_t kMaxUnixPathBytes = 107; ///< sun_path without its NUL
constexpr std::uint32_t kVsockCidLocal = 1;
constexpr std::uint32_t kVsockCidHost = 2;
constexpr std::uint32_t kVsockCidAny = 0xffffffff;

struct Endpoint {
    Transport transport = Transport::unix_path;
    std::string path;       ///< unix
    std::uint32_t cid = 0;  ///< vsock
    std::string vm;         ///< hvsock: GUID in lower case, or "any"
    std::uint32_t port = 0; ///< vsock, hvsock; 0 = left open

    bool operator==(const Endpoint&) const = default;
};

/// Fails with a hint that shows a right address.
base::Result<Endpoint> parse_endpoint(std::string_view url);

std::string to_text(const Endpoint& endpoint);

/// Where a connection goes: an address and one of the tunnel's ports.
/// For unix: 0 = the socket itself, else the socket speaks the CONNECT convention (hybrid.hpp).
/// For vsock and hvsock the port takes the place of one left open in the address.
struct Target {
    Endpoint endpoint;
    std::uint32_t port = 0;
};

std::string to_text(const Target& target);

} // namespace berth::tunnel
