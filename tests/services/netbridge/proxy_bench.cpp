// SPDX-License-Identifier: Apache-2.0
#include "proxy_bench.hpp"

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/this_coro.hpp>

#include "paths/sample_view.hpp"
#include "services/netbridge/core/paths/distro_origin.hpp"
#include "services/netbridge/host/api_proxy.hpp"
#include "services/netbridge/host/dialer.hpp"

namespace berth::netbridge::test {
namespace {

class SocketDialer final : public Dialer {
public:
    explicit SocketDialer(std::string path) : path_(std::move(path)) {}

    asio::awaitable<base::Result<Socket>> dial(std::string target,
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

private:
    std::string path_;
};

} // namespace

ProxyBench::ProxyBench() : dialer_(std::make_unique<SocketDialer>(dir_ / "engine.sock"))
{
    start_engine();
    thread_.run([this] {
        proxy_ = std::make_unique<ApiProxy>(
            thread_.context(), base::listen_unix(dir_ / "docker.sock", 0600), *dialer_,
            BodyTranslation(std::make_shared<DistroOrigin>("host", sample_view())));
    });
}

ProxyBench::~ProxyBench()
{
    thread_.run([this] { proxy_.reset(); });
}

} // namespace berth::netbridge::test
