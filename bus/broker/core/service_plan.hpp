// SPDX-License-Identifier: Apache-2.0
// What the broker knows of a service before it runs: its manifest, in plain types, and the order that needs
// impose.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace berth::broker {

struct ServicePlan {
    std::string name;
    std::string description = {};
    std::vector<std::string> needs = {};
    std::vector<std::string> arguments = {};
    std::chrono::milliseconds ready_deadline{10000};
    std::chrono::milliseconds stop_deadline{5000};
    std::chrono::milliseconds first_delay{200}; ///< before the second restart in a row; doubles from there
    std::chrono::milliseconds max_delay{10000};
    unsigned max_deaths = 8; ///< in a row; then the service is failed
    std::chrono::milliseconds reset_after{10000};
    std::string probe_socket = {}; ///< below the run directory; empty for a bus peer
};

/// Text of a service.textproto. Missing durations keep the defaults above.
base::Result<ServicePlan> parse_manifest(const std::string& text, const std::string& file_name);

/// Needed before needing; by name within a level. Fails on a duplicate, an unknown need or a cycle, naming
/// them.
base::Result<std::vector<ServicePlan>> in_start_order(std::vector<ServicePlan> plans);

} // namespace berth::broker
