// SPDX-License-Identifier: Apache-2.0
// The root directory in which berth-init and the guest halves live.
#pragma once

#include <vector>

#include "services/lifecycle/core/cgroup_membership.hpp"
#include "services/lifecycle/host/engine_ns/options.hpp"

namespace berth::lifecycle {

/// Builds the root and makes it this process's own; nothing of the host's mounts is left in the mount
/// namespace. To be called in new mount, pid, net, ipc and cgroup namespaces. Throws base::Error.
void enter_engine_root(const EngineOptions& options, const std::vector<CgroupMembership>& memberships);

} // namespace berth::lifecycle
