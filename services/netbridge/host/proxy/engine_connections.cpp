// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/proxy/engine_connections.hpp"

#include <list>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "services/netbridge/host/dialer.hpp"
#include "services/netbridge/stream/transfer.hpp"

namespace berth::netbridge {

struct EngineConnections::State {
    std::list<std::weak_ptr<Socket>> idle; // each belongs to its watch, and so ends with the context

    /// An engine says nothing between calls, so whatever there is to read is its end.
    static asio::awaitable<void> watch(std::shared_ptr<State> state, std::shared_ptr<Socket> connection)
    {
        ErrorCode taken; // by the next client
        co_await input_or_end(*connection, taken);
        if (!taken) {
            state->idle.remove_if([&](const auto& other) { return other.lock() == connection; });
        }
    }
};

EngineConnections::EngineConnections(Dialer& dialer, std::size_t keep)
    : dialer_(dialer), keep_(keep), state_(std::make_shared<State>())
{}

EngineConnections::~EngineConnections() = default;

asio::awaitable<base::Result<Socket>> EngineConnections::take(std::chrono::milliseconds deadline)
{
    while (!state_->idle.empty()) {
        const auto connection =
            state_->idle.back().lock(); // the last one given back: the engine's side is still warm
        state_->idle.pop_back();
        if (connection && !has_input(*connection)) {
            ErrorCode ignored; // ends the watch
            connection->cancel(ignored);
            co_return std::move(*connection);
        }
    }
    auto dialled = co_await dial_until_ready(dialer_, kEngineApi, deadline);
    co_return dialled;
}

void EngineConnections::give_back(Socket connection)
{
    if (state_->idle.size() >= keep_) {
        return;
    }
    const auto executor = connection.get_executor();
    const auto kept = std::make_shared<Socket>(std::move(connection));
    state_->idle.push_back(kept);
    asio::co_spawn(executor, State::watch(state_, kept), asio::detached);
}

std::size_t EngineConnections::idle() const
{
    return state_->idle.size();
}

} // namespace berth::netbridge
