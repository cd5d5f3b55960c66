// SPDX-License-Identifier: Apache-2.0
// One question to one name server.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/result.hpp"

namespace berth::diagnose {

constexpr std::chrono::milliseconds kDnsDeadline{2000};
constexpr std::uint16_t kDnsPort = 53;

/// Asks for the name servers of the root, which every resolver knows and which tells nobody what the user
/// does. Returns the answer's code ("NOERROR", "SERVFAIL", …). The server is numeric, IPv4 or IPv6, and read
/// in the calling thread's network namespace.
base::Result<std::string> ask_name_server(const std::string& server,
                                          std::chrono::milliseconds deadline = kDnsDeadline,
                                          std::uint16_t port = kDnsPort);

} // namespace berth::diagnose
