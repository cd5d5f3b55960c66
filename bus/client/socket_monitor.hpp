// SPDX-License-Identifier: Apache-2.0
// Tells when a ZeroMQ socket's connection came up or went away: ZeroMQ itself reconnects silently, but a new
// broker must be greeted anew.
#pragma once

#include <functional>

#include <zmq.hpp>

#include "loop/event_loop.hpp"

namespace berth::client {

class SocketMonitor {
public:
    /// The socket must not be connected yet, and must outlive the monitor. Called on the loop's thread.
    SocketMonitor(loop::EventLoop& loop, zmq::context_t& context, zmq::socket_ref socket,
                  std::function<void(bool connected)> on_change);
    ~SocketMonitor();
    SocketMonitor(const SocketMonitor&) = delete;
    SocketMonitor& operator=(const SocketMonitor&) = delete;

private:
    void read_events();

    loop::EventLoop& loop_;
    zmq::socket_ref monitored_;
    zmq::socket_t events_;
    std::function<void(bool)> on_change_;
    loop::Registration registration_ = 0;
};

} // namespace berth::client
