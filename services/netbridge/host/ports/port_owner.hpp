// SPDX-License-Identifier: Apache-2.0
// Who has a port already.
#pragma once

#include <cstdint>
#include <string>

namespace berth::netbridge {

/// The process that listens on the TCP port in the caller's network namespace: "nginx (pid 1234)", or "" when
/// none is found. Reads /proc: takes milliseconds, so for messages only.
std::string describe_port_owner(std::uint16_t port);

} // namespace berth::netbridge
