// SPDX-License-Identifier: Apache-2.0
#include "base/linux/cgroup_dir.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <set>
#include <sstream>

#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/linux/mount.hpp"

namespace berth::base {
namespace {

namespace fs = std::filesystem;

/// A new cpuset cgroup of version 1 has no cpus and no memory nodes and takes no process until it gets some.
void inherit_cpuset(const fs::path& directory)
{
    for (const char* file : {"cpuset.cpus", "cpuset.mems"}) {
        if (!fs::exists(directory / file)) {
            continue;
        }
        const std::string own = read_file(directory / file).value();
        if (own.find_first_not_of(" \n") == std::string::npos) {
            write_existing(directory / file, read_file(directory.parent_path() / file).value());
        }
    }
}

/// Children before parents.
std::vector<fs::path> subtree_deepest_first(const fs::path& top)
{
    std::vector<fs::path> directories;
    std::error_code error;
    if (!fs::is_directory(top, error)) {
        return directories;
    }
    directories.push_back(top);
    for (fs::recursive_directory_iterator it(top, error), end; !error && it != end; it.increment(error)) {
        if (it->is_directory(error)) {
            directories.push_back(it->path());
        }
    }
    std::sort(directories.begin(), directories.end(),
              [](const fs::path& a, const fs::path& b) { return b < a; });
    return directories;
}

/// "rw,xattr,name=systemd" -> "name=systemd": the super options of version 1 hold both kinds.
std::string controllers_among(const std::string& super_options)
{
    static const std::set<std::string> kMountOptions{
        "rw", "ro", "xattr", "noprefix", "clone_children", "cpuset_v2_mode", "favordynmods"};
    std::istringstream words(super_options);
    std::string controllers;
    for (std::string word; std::getline(words, word, ',');) {
        if (kMountOptions.count(word) == 0 && word.rfind("release_agent=", 0) != 0) {
            controllers += (controllers.empty() ? "" : ",") + word;
        }
    }
    return controllers;
}

} // namespace

std::vector<CgroupHierarchy> cgroup_hierarchies_among(const std::vector<MountInfo>& mounts)
{
    std::vector<CgroupHierarchy> found;
    for (const MountInfo& mount : mounts) {
        if (mount.type == "cgroup2") {
            found.push_back({.mount_point = mount.mount_point, .controllers = "", .version2 = true});
        } else if (mount.type == "cgroup") {
            found.push_back({.mount_point = mount.mount_point,
                             .controllers = controllers_among(mount.super_options),
                             .version2 = false});
        }
    }
    return found;
}

std::vector<CgroupHierarchy> cgroup_hierarchies()
{
    return cgroup_hierarchies_among(read_mountinfo());
}

void CgroupDir::create() const
{
    for (const CgroupHierarchy& hierarchy : cgroup_hierarchies()) {
        const fs::path directory = hierarchy.mount_point / name_;
        make_directories(directory);
        inherit_cpuset(directory);
    }
}

void CgroupDir::add(pid_t pid) const
{
    for (const CgroupHierarchy& hierarchy : cgroup_hierarchies()) {
        write_existing(hierarchy.mount_point / name_ / "cgroup.procs", std::to_string(pid));
    }
}

void CgroupDir::remove() const
{
    for (const CgroupHierarchy& hierarchy : cgroup_hierarchies()) {
        for (const fs::path& directory : subtree_deepest_first(hierarchy.mount_point / name_)) {
            if (::rmdir(directory.c_str()) != 0 && errno != ENOENT) {
                throw SystemError("removing cgroup " + directory.string());
            }
        }
    }
}

bool CgroupDir::exists() const
{
    const std::vector<CgroupHierarchy> hierarchies = cgroup_hierarchies();
    return std::any_of(hierarchies.begin(), hierarchies.end(), [&](const CgroupHierarchy& hierarchy) {
        return fs::exists(hierarchy.mount_point / name_);
    });
}

std::vector<pid_t> CgroupDir::processes() const
{
    std::set<pid_t> pids;
    for (const CgroupHierarchy& hierarchy : cgroup_hierarchies()) {
        for (const fs::path& directory : subtree_deepest_first(hierarchy.mount_point / name_)) {
            std::ifstream procs(directory / "cgroup.procs");
            for (pid_t pid = 0; procs >> pid;) {
                pids.insert(pid);
            }
        }
    }
    return {pids.begin(), pids.end()};
}

} // namespace berth::base
