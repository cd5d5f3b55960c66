// SPDX-License-Identifier: Apache-2.0
// The sessions of the commands socket: greets peers, asks the quiet ones how they are, and tells what they
// say of themselves to the supervisor (services of the host) or as a status (peers in the engine).
#pragma once

#include <functional>
#include <string>

#include <spdlog/logger.h>

#include "broker/command_router.hpp"
#include "broker/core/sessions.hpp"
#include "broker/core/status_board.hpp"
#include "broker/handlers.hpp"
#include "broker/supervision.hpp"

namespace berth::broker {

class PeerSessions {
public:
    using Publish = std::function<void(bus::v1::ServiceStatus status)>;

    /// All must outlive it.
    PeerSessions(CommandRouter& commands, Supervision& supervision, StatusBoard& board, spdlog::logger& log,
                 Publish publish);

    /// Hello, Pong, HealthChanged, Drained, Goodbye.
    Handlers handlers();

    /// Any message of a peer: a sign of life. One that is not known (it outlived another broker) is asked
    /// who it is, and served all the same.
    void heard(const std::string& peer, const wire::Frame& frame);
    /// Its silence must not be its successor's.
    void forget(const std::string& peer) { (void)sessions_.goodbye(peer); }
    /// Call some times a second: probes the quiet, shows the silent, gives up those that stay so.
    void look_after();

private:
    void on_hello(const std::string& peer, const wire::Frame& frame);
    void on_drained(const std::string& peer, const wire::Frame& frame);
    void on_goodbye(const std::string& peer);
    void take_health(const std::string& peer, const bus::v1::Health& health);
    void is_silent(const bus::v1::Sender& peer);
    void is_gone(const bus::v1::Sender& peer);

    CommandRouter& commands_;
    Supervision& supervision_;
    StatusBoard& board_;
    spdlog::logger& log_;
    Publish publish_;
    Sessions sessions_;
};

} // namespace berth::broker
