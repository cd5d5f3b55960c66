// SPDX-License-Identifier: Apache-2.0
// Connects to things inside the engine for the host (dial.proto). Belongs to a data thread.
//
// On one kernel the connected socket is handed back by SCM_RIGHTS and this program is out of the stream:
// killing it touches no stream that was handed over. Else it joins the request's stream with the connection.
#pragma once

#include <memory>
#include <string>

#include "base/unique_fd.hpp"

namespace boost::asio {
class io_context;
}

namespace berth::netbridge {

class ClientNetwork;

struct DialPlaces {
    std::string engine_api = "/run/docker.sock"; ///< where that target lies: another path in tests
    ClientNetwork* clients = nullptr; ///< none: containers see the engine's own address; outlives us
};

class DialServer {
public:
    /// Accepts at once.
    DialServer(boost::asio::io_context& context, base::UniqueFd listener, DialPlaces places);
    /// Accepts no more; streams that are open go on until the context ends.
    ~DialServer();
    DialServer(const DialServer&) = delete;
    DialServer& operator=(const DialServer&) = delete;

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace berth::netbridge
