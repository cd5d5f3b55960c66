// SPDX-License-Identifier: Apache-2.0
// Connections to the engine's API for one call after another. A client that opens a connection for each call,
// as the docker command does, would otherwise wait for the way through the tunnel each time. Belongs to the
// data thread.
#pragma once

#include <chrono>
#include <memory>

#include "base/result.hpp"
#include "services/netbridge/stream/socket.hpp"

namespace berth::netbridge {

class Dialer;

/// How many wait for the next client; the docker command uses one or two at a time.
inline constexpr std::size_t kIdleConnections = 8;

class EngineConnections {
public:
    /// The dialer outlives the context's last handler. `keep` is how many may wait.
    explicit EngineConnections(Dialer& dialer, std::size_t keep = kIdleConnections);
    ~EngineConnections();
    EngineConnections(const EngineConnections&) = delete;
    EngineConnections& operator=(const EngineConnections&) = delete;

    /// One that waits, or a new one; tries until then, when the engine is not there.
    asio::awaitable<base::Result<Socket>> take(std::chrono::milliseconds deadline);

    /// For the next client: the last call on it has ended, and both sides keep it alive. It is closed when
    /// there are enough already, or as soon as the engine closes it: nothing of an engine that has ended is
    /// kept.
    void give_back(Socket connection);

    std::size_t idle() const;

private:
    struct State;
    Dialer& dialer_;
    const std::size_t keep_;
    std::shared_ptr<State> state_;
};

} // namespace berth::netbridge
