// SPDX-License-Identifier: Apache-2.0
// One echo request from the host, and its answer. For .cpp files only.
#pragma once

#include "services/netbridge/outbound/outward.hpp"

namespace berth::netbridge {

/// Waits as long as ping(8) does after its last question; who asks again asks anew. By a "ping socket" where
/// the host's net.ipv4.ping_group_range lets us have one, else by a raw socket.
asio::awaitable<EchoAnswer> ping(IpAddress place, std::string payload);

} // namespace berth::netbridge
