// SPDX-License-Identifier: Apache-2.0
// What people ask of the supervisor: list, start, stop, restart, shut down. A command that starts or stops
// something is answered once that has settled; one that asks for what cannot be is answered at once.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <spdlog/logger.h>

#include "berth/bus/v1/supervision.pb.h"
#include "broker/command_router.hpp"
#include "broker/core/status_board.hpp"
#include "broker/handlers.hpp"
#include "broker/socket_prober.hpp"
#include "broker/supervision.hpp"

namespace berth::broker {

class ServiceCommands {
public:
    /// All must outlive it. `on_ended` is called once, when a shutdown is complete and its askers have their
    /// answer.
    ServiceCommands(CommandRouter& commands, Supervision& supervision, SocketProber& prober,
                    const StatusBoard& board, spdlog::logger& log, std::function<void()> on_ended);

    Handlers handlers();

    void start_all();
    void shut_down();
    /// Call after each step of the supervisor: answers what has settled.
    void answer_settled();

private:
    void on_list(const wire::Frame& frame);
    void on_start(const wire::Frame& frame);
    void on_stop(const wire::Frame& frame);
    void on_restart(const wire::Frame& frame);
    bool refuse_going_down(const wire::Frame& frame);
    bool refuse_unknown(const std::string& name, const wire::Frame& frame);
    void answer_shutdown();
    bus::v1::ServiceStatus status(const std::string& name) const;
    std::vector<bus::v1::ServiceStatus> all_statuses() const; ///< guests too

    struct Waiting {      ///< a command that is answered when what it started has settled
        std::string name; ///< empty = all
        std::function<void()> answer;
    };

    CommandRouter& commands_;
    Supervision& supervision_;
    SocketProber& prober_;
    const StatusBoard& board_;
    spdlog::logger& log_;
    std::function<void()> on_ended_;
    std::vector<Waiting> waiting_;
    std::vector<bus::v1::Envelope> shutdown_requests_;
    bool shutting_down_ = false;
    bool ended_ = false;
};

} // namespace berth::broker
