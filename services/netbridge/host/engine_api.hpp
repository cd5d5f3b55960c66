// SPDX-License-Identifier: Apache-2.0
// Calls of our own to the engine's API, with the engine's own paths. For .cpp files of the data plane only.
#pragma once

#include <chrono>
#include <string>

#include "base/result.hpp"
#include "services/netbridge/stream/socket.hpp"

namespace berth::netbridge {

class Dialer;

/// Of one call of our own: the engine answers in milliseconds, or after the start of a container.
inline constexpr std::chrono::milliseconds kEngineCallDeadline{30000};

struct EngineCall {
    std::string method; ///< "GET", "POST"; no call of ours has a body
    std::string target; ///< "/containers/json?all=1"
};

/// What a body of an answer that failed says to a person: its "message", or all of it.
std::string words_in(const std::string& body);

/// The body of a 2xx answer, or 304 (it is so already) with none; else the engine's own words.
asio::awaitable<base::Result<std::string>> call_engine(Dialer& dialer, EngineCall call);

} // namespace berth::netbridge
