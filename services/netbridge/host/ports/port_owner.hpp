// SPDX-License-Identifier: Apache-2.0
// Who has a port already.
#pragma once

#include <cstdint>
#include <string>

#include "services/netbridge/core/dial_target.hpp"

namespace berth::netbridge {

/// The process that has the port in the caller's network namespace (of TCP: that listens on it): "nginx (pid
/// 1234)", or "" when none is found. Reads /proc: takes milliseconds, so for messages only.
std::string describe_port_owner(Transport transport, std::uint16_t port);

} // namespace berth::netbridge
