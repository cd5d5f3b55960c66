// SPDX-License-Identifier: Apache-2.0
// Accepts connections until the listener is closed, each served by a coroutine of its own. For .cpp files
// only.
#pragma once

#include <functional>

#include "services/netbridge/stream/socket.hpp"

namespace berth::netbridge {

using Serve = std::function<asio::awaitable<void>(Socket)>;

/// The listener outlives it. `serve` is kept until the last connection has ended; what it throws ends only
/// that one.
asio::awaitable<void> accept_each(Acceptor& listener, Serve serve);

} // namespace berth::netbridge
