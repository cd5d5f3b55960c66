// SPDX-License-Identifier: Apache-2.0
// Connections that are no (longer) HTTP/1: their bytes go both ways as they are. For .cpp files of the API
// proxy only.
#pragma once

#include "services/netbridge/host/proxy/http_stream.hpp"
#include "services/netbridge/stream/join.hpp"

namespace berth::netbridge {

/// Reads until it is sure that the client starts with HTTP/2's preface, or does not; what was read stays in
/// the client's buffer.
asio::awaitable<bool> speaks_http2(HttpPeer& client);

/// Joins both until they have ended, beginning with what was read of either beyond its last message.
asio::awaitable<void> join_peers(HttpPeer& client, HttpPeer& engine, StreamTable& counters);

} // namespace berth::netbridge
