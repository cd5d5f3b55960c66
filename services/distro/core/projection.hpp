// SPDX-License-Identifier: Apache-2.0
// Projections, as rules over mount tables. A projection is a recursive copy of a distro's whole root at
// /distros/NAME in the engine, whose mounts are *slaves* of the distro's: what the distro mounts or unmounts
// later happens in the copy too, and nothing that the engine does comes back. Pure: mount tables in,
// decisions out.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/mount_table.hpp"

namespace berth::distro {

/// All in the engine's mount namespace, below berth-init's root (the engine's makers keep to it):
constexpr const char* kDistrosDir = "/distros";           ///< read-only view of a small tmpfs; shared
constexpr const char* kPrivateDir = "/run/berth/private"; ///< seen by berth-init alone
constexpr const char* kWritableDir = "/run/berth/private/distros-rw"; ///< writable view of that same tmpfs

/// A name is a path component: [A-Za-z0-9._-]{1,64}, and neither "." nor "..".
bool is_distro_name(const std::string& name);

std::filesystem::path projection_path(const std::string& name); ///< "/distros/NAME"
std::filesystem::path writable_path(const std::string& name);   ///< its mount point, where it can be made
std::filesystem::path
staging_path(const std::string& name); ///< where a copy is trimmed before anybody sees it

/// Mounts of the distro that must become shared so that a copy can follow them: those that are neither shared
/// nor unbindable, and do not lie at or below one of the `hidden` paths (berth's own). In table order, each
/// path once.
std::vector<std::string> mounts_to_share(const std::vector<base::MountInfo>& distro,
                                         const std::vector<std::string>& hidden);

/// Mount points of a copy at `staging` that the engine must not see, the youngest first: everything at or
/// below /sys/fs/cgroup, and any other cgroup hierarchy (runc and dockerd take the first one in their mount
/// table for their own), and what lies at or below a hidden path. Since the whole of /sys/fs/cgroup goes, a
/// hierarchy that the distro mounts there later has no place in the copy to come in.
std::vector<std::string> mounts_to_drop(const std::vector<base::MountInfo>& engine,
                                        const std::string& staging, const std::vector<std::string>& hidden);

enum class Projection {
    absent,   ///< nothing is mounted at /distros/NAME
    stale,    ///< something is, but it does not follow this distro's root: an earlier life of the distro, say
    attached, ///< the copy of this distro's root, following it
};

/// From both mount tables. Exact: a slave names its master's peer group, whose number no other group has.
Projection judge_projection(const std::vector<base::MountInfo>& engine,
                            const std::vector<base::MountInfo>& distro, const std::string& name);

} // namespace berth::distro
