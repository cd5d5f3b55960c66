// SPDX-License-Identifier: Apache-2.0
// How a start went, for the person who waits for it. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "frontend/cli/core/status_report.hpp"

namespace berth::cli {

struct StartFailure {
    std::string service; ///< whose log lines help; may be empty
    std::string message;
    std::string hint;
    std::vector<std::string> last_lines;
};

/// The root cause: a failed phase of the engine before its service, a failed service before those that wait
/// for it; or that there are no services any more. None when every service is ready or degraded.
std::optional<StartFailure>
find_start_failure(const StatusReport& report,
                   const std::optional<lifecycle::v1::PhaseFinished>& failed_phase);

/// "lifecycle is starting (phase start dockerd), k8s is waiting (waits for lifecycle)"; "nothing" when all is
/// well.
std::string what_is_not_ready(const StatusReport& report);

} // namespace berth::cli
