// SPDX-License-Identifier: Apache-2.0
// Starts the containers that waited for a distro (core/start_gate.hpp has the theory). Belongs to the data
// thread.
#pragma once

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
        std::vector<std::string> started;      ///< names, by this look
        std::vector<std::string> failures;     ///< lines: what could not be asked or started, and why
    };
    using OnReport = std::function<void(const Report&)>;

    /// `on_report` is called on the data thread after each look. The dialer outlives the context's last
    /// handler.
    StartGate(boost::asio::io_context& context, Dialer& dialer, OnReport on_report);
    /// A look under way ends unreported.
    ~StartGate();
    StartGate(const StartGate&) = delete;
    StartGate& operator=(const StartGate&) = delete;

    /// The distros that are attached now. A container is started at most once for each time that a distro
    /// becomes attached: one that fails for another reason is not started over and over.
    void set_attached(std::set<std::string> attached);

    /// Asks the engine which containers wait, and starts those that need not any more. While a look is under
    /// way, one more follows it, however often it is asked for.
    void look();

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace berth::netbridge
