// SPDX-License-Identifier: Apache-2.0
// One named cgroup in every hierarchy that is mounted: version 1, hybrid and version 2 alike.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

namespace berth::base {

struct MountInfo;

/// A hierarchy as it is mounted for the caller.
struct CgroupHierarchy {
    std::filesystem::path mount_point; ///< in the caller's mount namespace
    std::string controllers; ///< "cpu,cpuacct" or "name=systemd", without mount options; empty for version 2
    bool version2 = false;
};

/// From /proc/self/mountinfo, in mount order.
std::vector<CgroupHierarchy> cgroup_hierarchies();

/// The same from any mountinfo. Pure.
std::vector<CgroupHierarchy> cgroup_hierarchies_among(const std::vector<MountInfo>& mounts);

/// The directory `name` in each hierarchy. Creating is idempotent; remove() deletes children first and fails
/// on processes that are left. Owns nothing by itself: the engine outlives the service that made its cgroups.
class CgroupDir {
public:
    explicit CgroupDir(std::string name) : name_(std::move(name)) {}

    void create() const;
    void add(pid_t pid) const; ///< moves a process into it, in every hierarchy
    void remove() const;       ///< throws SystemError naming what could not be removed
    bool exists() const;
    std::vector<pid_t>
    processes() const; ///< of the whole subtree, all hierarchies, in the caller's pid namespace

private:
    std::string name_;
};

} // namespace berth::base
