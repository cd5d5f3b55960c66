// SPDX-License-Identifier: Apache-2.0
// Watches, while a call is on its way, for the client to go, and tells the engine by half-close: that is how
// `wait`, `events` and `logs -f` end in the engine when their user has gone. For .cpp files of the API proxy
// only.
#pragma once

#include <memory>

#include "services/netbridge/stream/socket.hpp"

namespace berth::netbridge {

class ClientWatch {
public:
    /// Begins at once; sets `client_went` when it tells the engine. All outlive it.
    ClientWatch(Socket& client, Socket& engine, bool& client_went);
    /// Ends whatever waits for the client.
    ~ClientWatch();
    ClientWatch(const ClientWatch&) = delete;
    ClientWatch& operator=(const ClientWatch&) = delete;

private:
    struct State;
    std::shared_ptr<State> state_; // shared with the wait, which may end later
};

} // namespace berth::netbridge
