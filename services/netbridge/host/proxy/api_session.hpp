// SPDX-License-Identifier: Apache-2.0
// One client's connection to the API proxy. For .cpp files of the API proxy only.
#pragma once

#include <cstdint>

#include "services/netbridge/core/api/body_translation.hpp"
#include "services/netbridge/core/api/shown_answers.hpp"
#include "services/netbridge/host/proxy/engine_connections.hpp"
#include "services/netbridge/host/proxy/path_resolver.hpp"
#include "services/netbridge/stream/join.hpp"

namespace berth::netbridge {

/// How long a call waits for an engine that is not there, before it fails with 503.
inline constexpr std::chrono::milliseconds kEngineReadyDeadline{2000};

struct ApiCounters {
    std::uint64_t connections = 0;
    std::uint64_t requests = 0;
    std::uint64_t refused = 0; ///< answered here: 400, 502, 503
    StreamTable raw;           ///< attach, exec, sessions, HTTP/2
};

/// What the sessions of one socket share.
struct ApiSide {
    EngineConnections& engine;
    PathResolver& paths;
    const BodyTranslation translation;
    ShownAnswers shown;
    ApiCounters counters;
};

/// Serves the client until one side ends the connection. `side` outlives it.
asio::awaitable<void> serve_api_client(Socket client, ApiSide& side);

} // namespace berth::netbridge
