// SPDX-License-Identifier: Apache-2.0
// Starts the containers that waited for a distro (core/start_gate.hpp has the theory). Belongs to the data
// thread.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "services/netbridge/core/start_gate.hpp"

namespace boost::asio {
class io_context;
}

namespace berth::netbridge {

class Dialer;

class StartGate {
public:
    struct Report {
        std::vector<WaitingContainer> waiting; ///< for a distro that is not attached
        std::vector<std::string> left_behind;  ///< names: tried again soon
        std::vector<std::string> started;      ///< names, by this look
        std::vector<std::string> failures;     ///< lines: what could not be asked or started, and why
    };
    using OnReport = std::function<void(const Report&)>;

    /// `on_report` is called on the data thread after each look. The dialer outlives the context's last
    /// handler. `first_pause` is before the first attempt to start what was left behind.
    StartGate(boost::asio::io_context& context, Dialer& dialer, OnReport on_report,
              std::chrono::milliseconds first_pause = std::chrono::seconds{1});
    /// A look under way ends unreported.
    ~StartGate();
    StartGate(const StartGate&) = delete;
    StartGate& operator=(const StartGate&) = delete;

    /// The distros that are attached now. A container is started at most once for each time that a distro
    /// becomes attached: one that fails for another reason is not started over and over.
    void set_attached(std::set<std::string> attached);

    /// The engine has begun to answer: what its start has left behind is found by the next look.
    void engine_began();

    /// Asks the engine which containers wait, and starts those that need not any more. While a look is under
    /// way, one more follows it, however often it is asked for.
    void look();

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace berth::netbridge
