// SPDX-License-Identifier: Apache-2.0
// Dials a test's engine: a unix socket in place of the guest half.
#pragma once

#include <string>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/this_coro.hpp>

#include "base/error.hpp"
#include "services/netbridge/host/dialer.hpp"

namespace berth::netbridge::test {

class SocketDialer final : public Dialer {
public:
    explicit SocketDialer(std::string path) : path_(std::move(path)) {}

    asio::awaitable<base::Result<Socket>> dial_as(std::string /*client*/, std::string target,
                                                  std::chrono::milliseconds /*at_most*/) override
    {
        base::expects(target == kEngineApi, "the proxy dials the engine's API only");
        Socket socket(co_await asio::this_coro::executor);
        ErrorCode error;
        co_await socket.async_connect(asio::local::stream_protocol::endpoint(path_), into(error));
        if (error) {
            co_return base::Failure(error.message(), "");
        }
        socket.native_non_blocking(true);
        co_return socket;
    }

    asio::awaitable<base::Result<DatagramSocket>>
    dial_datagrams_as(std::string /*client*/, std::string target,
                      std::chrono::milliseconds /*at_most*/) override
    {
        base::expects(false, "the proxy dials the engine's API only");
        co_return base::Failure(target, "");
    }

private:
    std::string path_;
};

} // namespace berth::netbridge::test
