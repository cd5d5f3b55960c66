// SPDX-License-Identifier: Apache-2.0
// dockerd's daemon.json. Every path in it is read in the engine's mount namespace. Pure.
#pragma once

#include <string>

#include "base/result.hpp"

namespace berth::lifecycle {

struct DaemonSettings {
    unsigned container_stop_seconds = 15; ///< dockerd's shutdown-timeout
    bool clamp_oom_score =
        false; ///< this machine refuses negative oom scores: berth-oci-clamp in front of runc
    std::string host_address = {}; ///< of the host, as containers see it ("host-gateway"); may be empty
    std::string user_json = {};    ///< settings' engine.daemon_json; a JSON object or empty
};

/// The user's keys win, but for those that berth lives by (hosts, data-root …): they are refused by name.
base::Result<std::string> make_daemon_json(const DaemonSettings& input);

inline constexpr const char* kEngineSocket =
    "/run/docker.sock"; ///< dockerd's own, seen by the netbridge only
inline constexpr const char* kContainerdSocket = "/run/containerd/containerd.sock";

} // namespace berth::lifecycle
