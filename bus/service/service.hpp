// SPDX-License-Identifier: Apache-2.0
// The harness: every service's main() is run_service() with a factory. In this order and nowhere else it
// parses the common options (--instance, --log-level, --describe), blocks signals, sets up logging, opens the
// loop, connects to the bus, constructs the service, answers Ping with its health, and on Drain, SIGTERM or
// SIGINT calls stop() once, waits until it is done, says Goodbye and returns an exit code. A TERM or INT
// while it stops ends it at once: the broker sends it when the stop deadline is over.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <spdlog/logger.h>

#include "base/instance.hpp"
#include "berth/settings/v1/settings.pb.h"
#include "client/bus_client.hpp"
#include "loop/event_loop.hpp"
#include "service/exit.hpp"
#include "service/kept_fds.hpp"

namespace berth::service {

/// What `--describe` prints; docs/processes/<program>.md repeats it and a test compares the two.
struct Identity {
    std::string name; ///< "netbridge"
    bus::v1::Side side = bus::v1::SIDE_HOST;
    std::vector<std::string> commands = {};  ///< full names of the message types it answers
    std::vector<std::string> publishes = {}; ///< topics
    bool takes_arguments = false;            ///< behind the common options; else they are refused
};

/// What the harness gives to a service; outlives it.
class Context {
public:
    virtual ~Context() = default;
    virtual loop::EventLoop& loop() = 0;
    virtual client::BusClient& bus() = 0;
    virtual const base::Instance& instance() const = 0;
    virtual const settings::v1::Settings& settings() const = 0; ///< as read at start; defaults in the guest
    virtual spdlog::logger& log() = 0;
    virtual const std::vector<std::string>& arguments() const = 0; ///< what is left behind the common options
    /// Made at the first call, which is made on the loop's thread. Of a host's service only.
    virtual KeptFds& kept_fds() = 0;
};

/// The constructor acquires everything and registers handlers; the destructor lets everything go. A
/// constructor that throws is tried again by the broker, but for CannotStart (cannot_start.hpp).
class Service {
public:
    virtual ~Service() = default;

    /// From a live probe at this moment; must not block (keep the result of the last asynchronous probe).
    virtual bus::v1::Health health() = 0;

    /// Refuse new work, end what is owned (shutdown) or leave it running for the successor (restart), then
    /// call `done` once. Called once.
    virtual void stop(bus::v1::DrainReason reason, std::function<void()> done) = 0;
};

using Factory = std::function<std::unique_ptr<Service>(Context&)>;

int run_service(int argc, char** argv, const Identity& identity, const Factory& factory);

/// One catch for every program: prints the error and its hint to standard error and returns the exit code of
/// an Exit, else ExitCode::failed.
int run_program(const std::function<int()>& body);

} // namespace berth::service
