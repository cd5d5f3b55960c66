// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/proxy/client_watch.hpp"

#include "services/netbridge/stream/transfer.hpp"

namespace berth::netbridge {

struct ClientWatch::State {
    Socket& client;
    Socket& engine;
    bool& client_went;
    bool over = false; ///< then the others may be gone

    /// A plain handler: a coroutine of its own would be a good part of what a short call costs.
    static void wait(const std::shared_ptr<State>& state)
    {
        state->client.async_wait(Socket::wait_read, [state](ErrorCode error) {
            if (state->over) {
                return;
            }
            if (!error && !has_input(state->client)) {
                wait(state); // told of bytes that have been read meanwhile
            } else if (error || at_end(state->client)) {
                ErrorCode ignored; // an engine that has gone needs no telling
                state->engine.shutdown(Socket::shutdown_send, ignored);
                state->client_went = true;
            } // else it has more to say already: the next call
        });
    }
};

ClientWatch::ClientWatch(Socket& client, Socket& engine, bool& client_went)
    : state_(std::make_shared<State>(State{client, engine, client_went}))
{
    State::wait(state_);
}

ClientWatch::~ClientWatch()
{
    state_->over = true;
    ErrorCode ignored; // a socket that is closed has nothing to cancel
    state_->client.cancel(ignored);
}

} // namespace berth::netbridge
