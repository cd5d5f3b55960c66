// SPDX-License-Identifier: Apache-2.0
// The cgroup hierarchies as the engine sees them: each mounted fresh, its root being the engine's own cgroup.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "services/lifecycle/core/cgroup_membership.hpp"

namespace berth::lifecycle {

/// On a machine with version 2 alone: hands the controllers that the machine has down to where `cgroup` is
/// made, or the engine's containers could have no limits. Adds only; what the machine's own manager of
/// cgroups set stays. To be called in the host's namespaces.
void offer_controllers_to(const std::string& cgroup);

/// The hierarchies in which this process has been put into `cgroup`. To be read before the cgroup namespace
/// is made: afterwards all paths are "/", and those of hierarchies that the host does not use look alike.
std::vector<CgroupMembership> memberships_of_self(const std::string& cgroup);

/// Mounts them below `target` (…/sys/fs/cgroup) as the host's kind of set-up has them: version 1 and hybrid
/// as a tmpfs with a directory a hierarchy, version 2 as the one hierarchy, with all controllers handed down.
/// To be called inside the new cgroup namespace.
void mount_cgroup_view(const std::vector<CgroupMembership>& memberships, const std::filesystem::path& target);

} // namespace berth::lifecycle
