// SPDX-License-Identifier: Apache-2.0
#include "services/distro/core/projection.hpp"

#include <algorithm>
#include <sstream>

namespace berth::distro {
namespace {

using base::MountInfo;
using Mounts = std::vector<MountInfo>;

constexpr std::size_t kMaxName = 64;
constexpr const char* kCgroupDir = "/sys/fs/cgroup";

/// "/a" is at or below "/a" and "/", and "/ab" is not at or below "/a".
bool is_at_or_below(const std::string& path, const std::string& directory)
{
    if (directory == "/") {
        return true;
    }
    return path.rfind(directory, 0) == 0 &&
           (path.size() == directory.size() || path[directory.size()] == '/');
}

bool is_at_or_below_any(const std::string& path, const std::vector<std::string>& directories)
{
    return std::any_of(directories.begin(), directories.end(),
                       [&](const std::string& directory) { return is_at_or_below(path, directory); });
}

/// The optional field of a mount that begins so: ("shared:12 master:3", "master:") -> "3"; "" when it has
/// none.
std::string field_value(const MountInfo& mount, const std::string& label)
{
    std::istringstream fields(mount.propagation);
    for (std::string field; fields >> field;) {
        if (field.rfind(label, 0) == 0) {
            return field.substr(label.size());
        }
    }
    return {};
}

bool is_unbindable(const MountInfo& mount)
{
    return mount.propagation.find("unbindable") != std::string::npos;
}

bool is_cgroup(const MountInfo& mount)
{
    return mount.type == "cgroup" || mount.type == "cgroup2";
}

/// The mount that one meets at a path: of several on top of each other the one that carries none of the
/// others. (The table is sorted by age, and a mount that was moved there may be older than what lies under
/// it.)
const MountInfo* topmost_at(const Mounts& mounts, const std::string& path)
{
    const MountInfo* topmost = nullptr;
    for (const MountInfo& mount : mounts) {
        const bool is_covered = std::any_of(mounts.begin(), mounts.end(), [&](const MountInfo& other) {
            return other.mount_point == path && other.parent_id == mount.id && other.id != mount.id;
        });
        if (mount.mount_point == path && !is_covered) {
            topmost = &mount;
        }
    }
    return topmost;
}

} // namespace

bool is_distro_name(const std::string& name)
{
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
               c == '_' || c == '-';
    };
    return !name.empty() && name.size() <= kMaxName && name != "." && name != ".." &&
           std::all_of(name.begin(), name.end(), allowed);
}

std::filesystem::path projection_path(const std::string& name)
{
    return std::filesystem::path(kDistrosDir) / name;
}

std::filesystem::path writable_path(const std::string& name)
{
    return std::filesystem::path(kWritableDir) / name;
}

std::filesystem::path staging_path(const std::string& name)
{
    return std::filesystem::path(kPrivateDir) / ("attaching-" + name);
}

std::vector<std::string> mounts_to_share(const Mounts& distro, const std::vector<std::string>& hidden)
{
    std::vector<std::string> paths;
    for (const MountInfo& mount : distro) {
        const bool follows = !field_value(mount, "shared:").empty();
        if (!follows && !is_unbindable(mount) && !is_at_or_below_any(mount.mount_point, hidden) &&
            std::find(paths.begin(), paths.end(), mount.mount_point) == paths.end()) {
            paths.push_back(mount.mount_point);
        }
    }
    return paths;
}

std::vector<std::string> mounts_to_drop(const Mounts& engine, const std::string& staging,
                                        const std::vector<std::string>& hidden)
{
    std::vector<std::string> unwanted = hidden;
    unwanted.emplace_back(kCgroupDir);
    std::vector<std::string> paths;
    for (const MountInfo& mount : engine) {
        if (mount.mount_point == staging || !is_at_or_below(mount.mount_point, staging)) {
            continue;
        }
        if (is_cgroup(mount) || is_at_or_below_any(mount.mount_point.substr(staging.size()), unwanted)) {
            paths.push_back(mount.mount_point);
        }
    }
    std::reverse(
        paths.begin(),
        paths.end()); // mostly a mount is younger than the one that it lies on; trying again does the rest
    return paths;
}

Projection judge_projection(const Mounts& engine, const Mounts& distro, const std::string& name)
{
    const MountInfo* copy = topmost_at(engine, projection_path(name).string());
    if (copy == nullptr) {
        return Projection::absent;
    }
    const MountInfo* root = topmost_at(distro, "/");
    const std::string master = field_value(*copy, "master:");
    return root != nullptr && !master.empty() && master == field_value(*root, "shared:")
               ? Projection::attached
               : Projection::stale;
}

} // namespace berth::distro
