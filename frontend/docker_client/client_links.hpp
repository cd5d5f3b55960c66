// SPDX-License-Identifier: Apache-2.0
// /usr/local/bin/docker and its plugins as links to the client that came with the engine's pack, for a
// machine that has no docker client of its own.
//
// A link is ours if it leads below the instance's state directory. Nothing else is ever replaced or removed,
// and there is no record beside the links themselves: who removes the state by hand leaves links that lead
// nowhere, and they are still recognised. They stay while berth is down, because a client is of use then, too
// (`docker --help`, another engine's context).
//
// /usr/local/bin precedes /usr/bin in every usual PATH, so a docker that the machine gets later would be
// hidden by ours; the next update() finds it and takes ours away.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace berth::docker_client {

/// Where to link and to look. All paths are read in the host's mount namespace.
struct Places {
    std::filesystem::path root = "/"; ///< stands before every path but `state_dir`; another one in tests
    std::string search_path;          ///< directories with ':' between: where the machine's own docker may be
    std::filesystem::path state_dir;  ///< of the instance
};

/// What an update did. Paths as in the file system, `root` included.
struct Changes {
    std::vector<std::filesystem::path> linked;  ///< made, or led to another pack before
    std::vector<std::filesystem::path> removed; ///< were ours and are not wanted any more
    std::filesystem::path machines_own;         ///< the docker that is why nothing is linked; empty if none
};

/// Links the client of `client_dir` (docker, cli-plugins/docker-*), unless the machine has a docker that is
/// not our link; then removes ours. A plugin is linked only where docker finds none of that name elsewhere.
/// Where something else stands in a link's place, that stays. Throws base::Error; what was done before is
/// then done.
Changes update(const Places& places, const std::filesystem::path& client_dir);

/// Removes all links that are ours, and the directories that they leave empty. Throws base::Error.
Changes remove(const Places& places);

} // namespace berth::docker_client
