// SPDX-License-Identifier: Apache-2.0
// The broker: event hub, command router and supervisor of one instance, on one loop. It never makes a
// blocking call to anything it manages. Its death loses nothing: services and engine run on, and the next
// broker adopts them.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <spdlog/logger.h>
#include <zmq.hpp>

#include "base/instance.hpp"
#include "berth/bus/v1/supervision.pb.h"
#include "broker/command_router.hpp"
#include "broker/core/sessions.hpp"
#include "broker/core/supervisor.hpp"
#include "broker/event_hub.hpp"
#include "broker/process_table.hpp"

namespace berth::broker {

struct BrokerOptions {
    base::Instance instance;
    std::filesystem::path bus_dir;     ///< sockets are bound here
    std::filesystem::path run_dir;     ///< {run} in manifests; the process record lies here
    std::filesystem::path program_dir; ///< berth-<service> are executed from here
    std::filesystem::path
        output_file; ///< standard output and error of the services, e.g. a crash's last words
};

class Broker {
public:
    /// Binds the sockets, adopts what lives. `on_ended` is called when a Shutdown is complete.
    Broker(loop::EventLoop& loop, BrokerOptions options, std::vector<ServicePlan> plans, spdlog::logger& log,
           std::function<void()> on_ended);
    ~Broker();

    void start_all();
    std::vector<std::string> survivors() const { return supervisor_.survivors(); }
    void shut_down(); ///< as the command Shutdown, without an answer

private:
    using Handler = void (Broker::*)(const std::string& peer, const wire::Frame& frame);
    static const std::map<std::string, Handler>& handlers();

    void on_message(const std::string& peer, const wire::Frame& frame);
    void on_hello(const std::string& peer, const wire::Frame& frame);
    void on_pong(const std::string& peer, const wire::Frame& frame);
    void on_health_changed(const std::string& peer, const wire::Frame& frame);
    void on_drained(const std::string& peer, const wire::Frame& frame);
    void on_goodbye(const std::string& peer, const wire::Frame& frame);
    void on_list_services(const std::string& peer, const wire::Frame& frame);
    void on_start_service(const std::string& peer, const wire::Frame& frame);
    void on_stop_service(const std::string& peer, const wire::Frame& frame);
    void on_restart_service(const std::string& peer, const wire::Frame& frame);
    void on_shutdown(const std::string& peer, const wire::Frame& frame);

    void take_health(const std::string& peer, const bus::v1::Health& health);
    void carry_out(const Actions& actions);
    void spawn(const std::string& name);
    void publish(bus::v1::ServiceStatus status);
    void answer_settled();
    void arm_timer();
    void on_tick();
    void probe_sockets();
    void on_process_end(const std::string& name, const ProcessTable::End& end);
    bool refuse_going_down(const wire::Frame& frame);
    bool refuse_unknown(const std::string& name, const wire::Frame& frame);
    bus::v1::ServiceStatus with_since(bus::v1::ServiceStatus status) const;
    std::vector<bus::v1::ServiceStatus>
    statuses(const std::string& name) const; ///< empty name = all, guests too

    struct Waiting { ///< a command that is answered when what it started has settled
        bus::v1::Envelope request;
        std::string name; ///< empty = all
        std::function<void(const bus::v1::Envelope&)> answer;
    };

    loop::EventLoop& loop_;
    BrokerOptions options_;
    spdlog::logger& log_;
    std::function<void()> on_ended_;
    bus::v1::Sender self_;
    Supervisor supervisor_;
    Sessions sessions_;
    std::map<std::string, bus::v1::ServiceStatus>
        guests_; ///< peers in the engine, by address; berth-init runs them
    std::map<std::string, bus::v1::ServiceStatus> published_; ///< what was last said of each
    std::vector<Waiting> waiting_;
    std::vector<bus::v1::Envelope> shutdown_requests_;
    bool shutting_down_ = false;
    bool ended_ = false;
    bool probing_fast_ = false;

    zmq::context_t context_{1};
    EventHub events_;
    CommandRouter commands_;
    ProcessTable processes_;
    loop::Registration deadline_timer_ = 0;
    loop::Registration tick_ = 0;
};

} // namespace berth::broker
