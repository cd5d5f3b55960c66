// SPDX-License-Identifier: Apache-2.0
// The broker: event hub, command router and supervisor of one instance, on one loop. It never makes a
// blocking call to anything it manages. Its death loses nothing: services and engine run on, and the next
// broker adopts them.
//
// Each part has one job: sockets (event_hub.hpp, command_router.hpp), sessions (peer_sessions.hpp), people's
// commands (service_commands.hpp), processes (supervision.hpp). This class joins them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <spdlog/logger.h>
#include <zmq.hpp>

#include "base/instance.hpp"
#include "broker/command_router.hpp"
#include "broker/core/status_board.hpp"
#include "broker/event_hub.hpp"
#include "broker/fd_store.hpp"
#include "broker/handlers.hpp"
#include "broker/peer_sessions.hpp"
#include "broker/service_commands.hpp"
#include "broker/socket_prober.hpp"
#include "broker/supervision.hpp"

namespace berth::broker {

struct BrokerOptions {
    std::filesystem::path bus_dir; ///< sockets are bound here
    LaunchPlaces places;           ///< the process record lies in its run_dir
};

class Broker {
public:
    /// Binds the sockets, adopts what lives. `on_ended` is called when a Shutdown is complete.
    Broker(loop::EventLoop& loop, const BrokerOptions& options, std::vector<ServicePlan> plans,
           spdlog::logger& log, std::function<void()> on_ended);
    ~Broker();
    Broker(const Broker&) = delete;
    Broker& operator=(const Broker&) = delete;

    void start_all() { service_commands_.start_all(); }
    std::vector<std::string> survivors() const { return supervision_.state().survivors(); }
    void shut_down() { service_commands_.shut_down(); } ///< as the command Shutdown, without an answer

private:
    void on_message(const std::string& peer, const wire::Frame& frame);
    void publish(bus::v1::ServiceStatus status);
    Supervision::Outside outside_of_supervision();

    loop::EventLoop& loop_;
    spdlog::logger& log_;
    bus::v1::Sender self_;
    zmq::context_t context_{1};
    EventHub events_;
    CommandRouter commands_;
    StatusBoard board_;
    Supervision supervision_;
    FdStore fd_store_;
    SocketProber prober_;
    PeerSessions sessions_;
    ServiceCommands service_commands_;
    Handlers handlers_;
    loop::Registration session_tick_ = 0;
    loop::Registration probe_tick_ = 0;
};

} // namespace berth::broker
