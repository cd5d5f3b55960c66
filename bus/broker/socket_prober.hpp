// SPDX-License-Identifier: Apache-2.0
// The health of services that are no bus peers: asked of their sockets, and told to the supervisor.
#pragma once

#include <filesystem>

#include "broker/supervision.hpp"
#include "loop/event_loop.hpp"

namespace berth::broker {

class SocketProber {
public:
    /// `run_dir`: what the manifests' probe sockets are relative to.
    SocketProber(loop::EventLoop& loop, std::filesystem::path run_dir, Supervision& supervision);
    ~SocketProber();
    SocketProber(const SocketProber&) = delete;
    SocketProber& operator=(const SocketProber&) = delete;

    /// Each one that runs, now; and again by itself, at short intervals, while one of them starts.
    void probe();

private:
    loop::EventLoop& loop_;
    std::filesystem::path run_dir_;
    Supervision& supervision_;
    loop::Registration again_ = 0; ///< 0: none of them starts
};

} // namespace berth::broker
