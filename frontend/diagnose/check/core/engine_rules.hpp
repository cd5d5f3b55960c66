// SPDX-License-Identifier: Apache-2.0
// What berth says of the engine's mounts and ports, against what the kernel has. Pure.
#pragma once

#include <string>
#include <vector>

#include "base/mount_table.hpp"
#include "berth/distro/v1/distro.pb.h"
#include "berth/netbridge/v1/network.pb.h"
#include "frontend/diagnose/check/core/finding.hpp"
#include "services/netbridge/core/listening_sockets.hpp"

namespace berth::diagnose {

/// Every attached distro is mounted in the engine where it is said to be. `mounts` are the engine's; `berth`
/// is the command as a person of this instance types it.
Finding judge_projections(const std::vector<distro::v1::DistroStatus>& distros,
                          const std::vector<base::MountInfo>& mounts, const std::string& berth);

/// The engine's /distros refuses what is not attached: written to, it would fill up with empty directories.
Finding judge_frame(const std::vector<base::MountInfo>& mounts, const std::string& berth);

/// Every published port has a listener among the host's.
Finding judge_ports(const netbridge::v1::GetNetworkResponse& network,
                    const std::vector<netbridge::ListeningSocket>& listening);

} // namespace berth::diagnose
