// SPDX-License-Identifier: Apache-2.0
#include "proxy_bench.hpp"

#include "sample_resolver.hpp"
#include "services/netbridge/core/paths/distro_origin.hpp"
#include "services/netbridge/host/api_proxy.hpp"
#include "socket_dialer.hpp"

namespace berth::netbridge::test {

ProxyBench::ProxyBench()
    : dialer_(std::make_unique<SocketDialer>(dir_ / "engine.sock")),
      paths_(std::make_unique<SampleResolver>())
{
    start_engine();
    thread_.run([this] {
        proxy_ = std::make_unique<ApiProxy>(
            thread_.context(), base::listen_unix(dir_ / "docker.sock", 0600), *dialer_, *paths_,
            BodyTranslation(std::make_shared<DistroOrigin>("host", sample_view())));
    });
}

ProxyBench::~ProxyBench()
{
    thread_.run([this] { proxy_.reset(); });
}

} // namespace berth::netbridge::test
