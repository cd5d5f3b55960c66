// SPDX-License-Identifier: Apache-2.0
// Bringing berth down, for `down` and `restart`.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/instance.hpp"

namespace berth::cli {

struct StopOptions {
    std::chrono::milliseconds deadline{120000};
    bool shows_progress = true;
};

struct StopResult {
    bool was_running = false;
    std::vector<std::string> survivors = {}; ///< "service lifecycle (process 1234)"
    std::vector<std::string> foreign = {};   ///< names that are left in the runtime directory: not berth's
};

/// Ends every service, the engine, the broker and what keeps it running. Also cleans up behind a broker that
/// died: a new one is started, finds what lives, and takes it down. Throws Exit(deadline) that names what
/// still runs.
StopResult stop_berth(const base::Instance& instance, const StopOptions& options);

} // namespace berth::cli
