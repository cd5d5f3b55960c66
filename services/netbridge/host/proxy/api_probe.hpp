// SPDX-License-Identifier: Apache-2.0
// Asks through a docker socket as a client would. For .cpp files of the data plane only.
#pragma once

#include <chrono>
#include <string>

#include "services/netbridge/stream/socket.hpp"

namespace berth::netbridge {

/// Of one probe; more than the proxy waits for an engine that is not there, so that its reason arrives.
inline constexpr std::chrono::milliseconds kProbeDeadline{2300};

/// GET /_ping through the socket at the path in the host's mount namespace. Empty when it answered 200; else
/// why not.
asio::awaitable<std::string> probe_api(std::string socket_path);

} // namespace berth::netbridge
