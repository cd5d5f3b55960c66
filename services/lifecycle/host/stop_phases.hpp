// SPDX-License-Identifier: Apache-2.0
// The phases of a stop, in reverse of a start; also what cleans up after a start that failed.
#pragma once

#include <vector>

#include "service/service.hpp"
#include "services/lifecycle/host/engine_parts.hpp"
#include "services/lifecycle/host/phase_runner.hpp"

namespace berth::lifecycle {

class StopPhases {
public:
    /// Both outlive it.
    StopPhases(service::Context& context, EngineParts& parts) : context_(context), parts_(parts) {}

    std::vector<Phase> phases();

private:
    // Each begins one phase and calls done once.
    void power_off(const PhaseDone& done);
    void release_network(const PhaseDone& done);
    void remove_remains(const PhaseDone& done);

    service::Context& context_;
    EngineParts& parts_;
};

} // namespace berth::lifecycle
