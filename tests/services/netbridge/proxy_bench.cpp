// SPDX-License-Identifier: Apache-2.0
#include "proxy_bench.hpp"

#include "sample_resolver.hpp"
#include "services/netbridge/core/paths/distro_origin.hpp"
#include "services/netbridge/host/proxy/api_proxy.hpp"
#include "services/netbridge/host/proxy/engine_connections.hpp"
#include "socket_dialer.hpp"

namespace berth::netbridge::test {

ProxyBench::ProxyBench(std::size_t kept_connections)
    : dialer_(std::make_unique<SocketDialer>(dir_ / "engine.sock")),
      connections_(std::make_unique<EngineConnections>(*dialer_, kept_connections)),
      paths_(std::make_unique<SampleResolver>())
{
    start_engine();
    thread_.run([this] {
        proxy_ = std::make_unique<ApiProxy>(
            thread_.context(), base::listen_unix(dir_ / "docker.sock", 0600), *connections_, *paths_,
            BodyTranslation(std::make_shared<DistroOrigin>("host", sample_view())));
    });
}

std::size_t ProxyBench::idle_connections()
{
    std::size_t idle = 0;
    thread_.run([&] { idle = connections_->idle(); });
    return idle;
}

ProxyBench::~ProxyBench()
{
    thread_.run([this] { proxy_.reset(); });
}

} // namespace berth::netbridge::test
