// SPDX-License-Identifier: Apache-2.0
// The half of berth-engine-ns that becomes berth-init: process 1 of the new namespaces.
#pragma once

#include "base/unique_fd.hpp"
#include "services/lifecycle/host/engine_ns/options.hpp"

namespace berth::lifecycle {

/// Waits for the end of `go` (it has been put into its cgroup), builds the root, enters it and executes
/// berth-init with `report` as the pipe to say that it listens. A failure is written to `report` and ends the
/// process.
[[noreturn]] void run_first_process(const EngineOptions& options, base::UniqueFd go, base::UniqueFd report);

} // namespace berth::lifecycle
