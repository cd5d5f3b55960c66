// SPDX-License-Identifier: Apache-2.0
// A running API proxy between a test's client and a test's engine.
#pragma once

#include <memory>

#include "base/unique_fd.hpp"
#include "peer.hpp"
#include "services/netbridge/stream/data_thread.hpp"
#include "tests/support/temp_dir.hpp"

namespace berth::netbridge {
class ApiProxy;
class Dialer;
class EngineConnections;
} // namespace berth::netbridge

namespace berth::netbridge::test {

class SampleResolver;

class ProxyBench {
public:
    /// With so many connections to the engine kept for the next client: without any, a client's end is always
    /// seen in the engine.
    explicit ProxyBench(std::size_t kept_connections = 0);
    ~ProxyBench();

    Peer client() const { return Peer::connect(dir_ / "docker.sock"); }
    Peer engine_accepts() const { return Peer::accept_from(engine_.get()); }
    std::size_t idle_connections();
    void stop_engine() { engine_.reset(); }
    SampleResolver& paths() { return *paths_; }
    void start_engine() { engine_ = base::listen_unix(dir_ / "engine.sock", 0600); }

private:
    berth::test::TempDir dir_;
    base::UniqueFd engine_;
    std::unique_ptr<Dialer> dialer_;
    std::unique_ptr<EngineConnections> connections_;
    std::unique_ptr<SampleResolver> paths_;
    DataThread thread_;
    std::unique_ptr<ApiProxy> proxy_;
};

} // namespace berth::netbridge::test
