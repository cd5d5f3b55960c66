// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/proxy/api_proxy.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "services/netbridge/host/proxy/api_session.hpp"
#include "services/netbridge/stream/accept_loop.hpp"

namespace berth::netbridge {

struct ApiProxy::State {
    State(asio::io_context& context, base::UniqueFd fd, EngineConnections& engine, PathResolver& paths,
          BodyTranslation translation)
        : side{engine, paths, std::move(translation), ShownAnswers(), ApiCounters()},
          listener(adopt_listener(context.get_executor(), std::move(fd)))
    {}
    ApiSide side;
    Acceptor listener;
};

ApiProxy::ApiProxy(boost::asio::io_context& context, base::UniqueFd listener, EngineConnections& engine,
                   PathResolver& paths, BodyTranslation translation)
    : state_(std::make_shared<State>(context, std::move(listener), engine, paths, std::move(translation)))
{
    // Each coroutine holds the state: a connection outlives the proxy that accepted it.
    asio::co_spawn(context,
                   accept_each(state_->listener,
                               [state = state_](Socket client) -> asio::awaitable<void> {
                                   return serve_api_client(std::move(client), state->side);
                               }),
                   [state = state_](const std::exception_ptr&) {});
}

ApiProxy::~ApiProxy()
{
    close_listener(state_->listener);
}

std::vector<StreamParts> ApiProxy::give_streams_away()
{
    return state_->side.counters.raw.give_away();
}

const ApiCounters& ApiProxy::counters() const
{
    return state_->side.counters;
}

} // namespace berth::netbridge
