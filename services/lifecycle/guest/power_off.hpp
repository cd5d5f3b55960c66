// SPDX-License-Identifier: Apache-2.0
// The end of everything in the engine's pid namespace but berth-init, and of its writes.
#pragma once

#include <chrono>
#include <functional>

#include "services/lifecycle/guest/reactor.hpp"

namespace berth::lifecycle {

/// TERM to every process, KILL to those that are left after a grace, done when none is.
class EndOfProcesses {
public:
    /// Guest halves say goodbye in a few ms; what else is left has lost its dockerd.
    static constexpr std::chrono::milliseconds kTermGrace{2000};

    explicit EndOfProcesses(Reactor& reactor) : reactor_(reactor) {}

    void begin(std::chrono::milliseconds grace, std::function<void()> done);
    /// To be called whenever a child has been reaped. Orphans become our children, so none left means nothing
    /// left.
    void child_ended();

private:
    Reactor& reactor_;
    Reactor::Timer kill_timer_ = 0;
    std::function<void()> done_;
};

/// Writes the store's file systems to disk and unmounts them.
void let_go_of_store();

} // namespace berth::lifecycle
