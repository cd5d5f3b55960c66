// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/stream/accept_loop.hpp"

#include <memory>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

namespace berth::netbridge {
namespace {

/// When there are no descriptors left: some connection has to end first, and nothing tells when.
constexpr std::chrono::milliseconds kNoDescriptorsPause{100};

} // namespace

asio::awaitable<void> accept_each(Acceptor& listener, Serve serve)
{
    const auto shared_serve = std::make_shared<Serve>(std::move(serve));
    while (listener.is_open()) {
        const auto executor = co_await asio::this_coro::executor;
        Socket client(executor);
        ErrorCode error;
        co_await listener.async_accept(client, into(error));
        if (error == asio::error::no_descriptors || error == asio::error::no_memory) {
            co_await passes(kNoDescriptorsPause);
        } else if (!error) {
            client.native_non_blocking(true);
            asio::co_spawn(executor, (*shared_serve)(std::move(client)),
                           [shared_serve](const std::exception_ptr& /*ended that connection*/) {});
        }
    }
}

} // namespace berth::netbridge
