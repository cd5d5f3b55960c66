// SPDX-License-Identifier: Apache-2.0
// The convention by which a unix socket stands for many vsock ports: whoever connects writes "CONNECT
// <port>\n", the listener answers "OK <assigned>\n" once the port's stream is joined, and from there on the
// bytes are the stream's own. Any failure is answered by closing. It is the "hybrid vsock" of Firecracker
// (docs/vsock.md) and of Cloud Hypervisor, so the guest side can dial their sockets as well.
//
// Pure text; who reads must not take bytes behind the newline (line_reader.hpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace berth::tunnel {

constexpr std::size_t kMaxHybridLineBytes = 32; ///< with its newline; the longest right one has 19

std::string connect_line(std::uint32_t port); ///< with newline
std::string ok_line(std::uint32_t assigned);  ///< with newline

/// Lines without their newline; std::nullopt unless the line is exactly of that form and the port is not 0.
std::optional<std::uint32_t> parse_connect_line(std::string_view line);
std::optional<std::uint32_t> parse_ok_line(std::string_view line);

} // namespace berth::tunnel
