// SPDX-License-Identifier: Apache-2.0
// The part of the Docker Engine API that holds host paths, as a table.
//
// Checked against the API's types up to 1.52 and dockerd 26.1. Not in the table, as what they hold is the
// engine's own or no path of the host's:
//   HostConfig.Devices, Blkio*Device, plugins' devices   nodes of the engine's /dev, which has the machine's
//   "device" of a volume that is not bound               a block device or a server; loop files do not work
//   Mountpoint, LogPath, GraphDriver, HostsPath, …       the engine's store
//   a plugin's own privileges and configuration          made by its author for the engine's root, until set
//   CheckpointDir, checkpoint-dir=                       experimental, and the engine has no criu
//   CgroupParent, ContainerIDFile, SecurityOpt, labels   cgroups; a file that the client writes; text; text
//   archives, /build, /session, images, secrets          paths in containers, and what the client sends
//   itself events                                               volumes' events name the place in the
//   container
// Not translated, as its head must be passed on before its text is known: Error.Message of `wait`.
#pragma once

#include <span>
#include <string_view>

#include "services/netbridge/core/api/path_places.hpp"

namespace berth::netbridge {

struct ApiRule {
    std::string_view method;
    std::string_view path; ///< a pattern for api_path_matches(), without the version prefix
    std::span<const PathPlace> request;
    std::span<const PathPlace> response; ///< of a successful answer
};

std::span<const ApiRule> api_rules();

/// The rule for a request, or nullptr: nothing to translate but error texts.
const ApiRule* find_api_rule(std::string_view method, std::string_view api_path);

/// Of every answer with a status of 400 and more: {"message": "…"}.
std::span<const PathPlace> error_places();

} // namespace berth::netbridge
