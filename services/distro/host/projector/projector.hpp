// SPDX-License-Identifier: Apache-2.0
// Attaches, detaches and checks one projection. The functions change the calling process's mount namespace
// for good: one call a process, and no other threads.
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace berth::distro {

struct ProjectionRequest {
    std::string name;
    pid_t init_pid = 0;   ///< berth-init; pids are in the caller's pid namespace
    pid_t distro_pid = 0; ///< any process that sees the distro's root as its own
    std::vector<std::string> hidden =
        {}; ///< berth's own directories in the distro: no mount there is projected
};

struct ProjectionReport {
    std::string
        outcome; ///< "attached", "already attached", "attached anew", "detached", "was not attached", …
    std::vector<std::string> made_shared = {}; ///< mounts of the distro whose propagation was changed
    std::vector<std::string> dropped = {};     ///< mounts of the distro that the engine does not see
};

/// All throw base::Error with what to do. attach() and detach() are safe to repeat; after a failure nothing
/// of a half-made projection is left.
ProjectionReport attach(const ProjectionRequest& request);
ProjectionReport detach(const ProjectionRequest& request);
/// Throws base::Error that says why when the projection is not there or does not follow the distro.
ProjectionReport check(const ProjectionRequest& request);

} // namespace berth::distro
