// SPDX-License-Identifier: Apache-2.0
// The host side put together: sockets in, store, sockets out. main.cpp gives it its paths and the harness's
// loop.
#pragma once

#include <filesystem>
#include <string>

#include "logging/datagram_source.hpp"
#include "loop/event_loop.hpp"
#include "services/diagnostics/host/journal.hpp"
#include "services/diagnostics/host/log_store.hpp"
#include "services/diagnostics/host/query_server.hpp"
#include "services/diagnostics/host/ship_server.hpp"

namespace berth::diagnostics {

struct DiagnosticsConfig {
    std::filesystem::path run_dir; ///< gets log.sock, log-query.sock and log-ship.sock
    std::filesystem::path log_dir;
    StoreLimits limits;
    RateLimiter::Limits rate = {};
};

class Diagnostics {
public:
    /// Throws base::Error when the store or a socket cannot be made.
    Diagnostics(loop::EventLoop& loop, const DiagnosticsConfig& config);
    ~Diagnostics();
    Diagnostics(const Diagnostics&) = delete;
    Diagnostics& operator=(const Diagnostics&) = delete;

    Journal& journal() { return journal_; }

private:
    void receive();

    loop::EventLoop& loop_;
    LogStore store_;
    Journal journal_;
    logging::DatagramSource datagrams_;
    QueryServer queries_;
    ShipServer ships_;
    loop::Registration datagrams_registration_ = 0;
    loop::Registration tick_ = 0;
};

} // namespace berth::diagnostics
