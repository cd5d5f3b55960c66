// SPDX-License-Identifier: Apache-2.0
// The half of berth-engine-ns that stays on the host: makes the cgroup and the first process, waits for its
// report.
#pragma once

#include <chrono>

#include <sys/types.h>

#include "services/lifecycle/host/engine_ns/options.hpp"

namespace berth::lifecycle {

/// From the new process to berth-init's word that it listens; usually some 50 ms.
constexpr std::chrono::seconds kEngineStartDeadline{10};

/// berth-init's pid in the caller's pid namespace. Throws base::Error, and then nothing is left behind: the
/// process is gone and with it its namespaces, mounts and loop devices, and the cgroup is removed.
pid_t launch_engine(const EngineOptions& options);

} // namespace berth::lifecycle
