// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/api_proxy.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "services/netbridge/host/api_session.hpp"
#include "services/netbridge/stream/accept_loop.hpp"

namespace berth::netbridge {

struct ApiProxy::State {
    State(asio::io_context& context, base::UniqueFd fd, Dialer& engine, BodyTranslation rules)
        : listener(adopt_listener(context.get_executor(), std::move(fd))), dialer(engine),
          translation(std::move(rules))
    {}
    Acceptor listener;
    Dialer& dialer;
    const BodyTranslation translation;
    ApiCounters counters;
};

ApiProxy::ApiProxy(boost::asio::io_context& context, base::UniqueFd listener, Dialer& dialer,
                   BodyTranslation translation)
    : state_(std::make_shared<State>(context, std::move(listener), dialer, std::move(translation)))
{
    // Each coroutine holds the state: a connection outlives the proxy that accepted it.
    asio::co_spawn(context,
                   accept_each(state_->listener,
                               [state = state_](Socket client) -> asio::awaitable<void> {
                                   return serve_api_client(std::move(client), state->dialer,
                                                           state->translation, state->counters);
                               }),
                   [state = state_](const std::exception_ptr&) {});
}

ApiProxy::~ApiProxy()
{
    ErrorCode ignored; // the listener is gone either way
    state_->listener.close(ignored);
}

const ApiCounters& ApiProxy::counters() const
{
    return state_->counters;
}

} // namespace berth::netbridge
