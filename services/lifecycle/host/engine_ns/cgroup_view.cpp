// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/host/engine_ns/cgroup_view.hpp"

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <set>
#include <sstream>

#include <linux/mount.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/linux/cgroup_dir.hpp"
#include "base/linux/mount.hpp"

namespace berth::lifecycle {
namespace {

namespace fs = std::filesystem;

constexpr unsigned long kCgroupFlags = MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RELATIME;

bool is_version2(const CgroupMembership& membership)
{
    return membership.version2();
}

std::set<std::string> words_of(const fs::path& file)
{
    std::istringstream words(base::read_file(file).value());
    return {std::istream_iterator<std::string>(words), std::istream_iterator<std::string>()};
}

/// To the children of the cgroup. A controller that cannot be had (EBUSY: the cgroup itself holds processes;
/// ENOENT: it is in use in version 1) is left out: the engine then runs without that kind of limit.
void hand_controllers_down(const fs::path& cgroup)
{
    const std::set<std::string> given = words_of(cgroup / "cgroup.subtree_control");
    for (const std::string& controller : words_of(cgroup / "cgroup.controllers")) {
        try {
            if (given.count(controller) == 0) {
                base::write_existing(cgroup / "cgroup.subtree_control", "+" + controller);
            }
        } catch (const base::SystemError& error) {
            if (error.code() != EBUSY && error.code() != ENOENT) {
                throw;
            }
        }
    }
}

/// A cgroup of version 2 cannot both hold processes and hand controllers to its children, so the processes of
/// the engine's root cgroup (until now only this one) move into a child of it.
void make_room_for_containers(const fs::path& root)
{
    base::make_directories(root / "init");
    base::write_existing(root / "init" / "cgroup.procs", "0"); // 0 is the writer
    hand_controllers_down(root);
}

void mount_unified(const fs::path& target)
{
    base::mount_fs("cgroup2", target, "cgroup2", kCgroupFlags);
}

void mount_hierarchy(const CgroupMembership& membership, const fs::path& top)
{
    const fs::path target = top / membership.directory_name();
    base::make_directories(target);
    if (membership.version2()) {
        mount_unified(target);
        return;
    }
    base::mount_fs("cgroup", target, "cgroup", kCgroupFlags, membership.mount_options());
    for (const std::string& alias : membership.alias_names()) {
        fs::create_directory_symlink(membership.directory_name(), top / alias);
    }
}

} // namespace

void offer_controllers_to(const std::string& cgroup)
{
    const std::vector<base::CgroupHierarchy> hierarchies = base::cgroup_hierarchies();
    if (hierarchies.size() != 1 || !hierarchies.front().version2) {
        return; // version 1 needs no such thing, and in a hybrid set-up version 2 has no controllers that
                // count
    }
    fs::path ancestor = hierarchies.front().mount_point;
    hand_controllers_down(ancestor);
    for (const fs::path& part : fs::path(cgroup).parent_path()) {
        ancestor /= part;
        base::make_directories(ancestor);
        hand_controllers_down(ancestor);
    }
}

std::vector<CgroupMembership> memberships_of_self(const std::string& cgroup)
{
    const std::vector<CgroupMembership> all =
        parse_cgroup_memberships(base::read_file("/proc/thread-self/cgroup").value());
    std::vector<CgroupMembership> own;
    std::copy_if(all.begin(), all.end(), std::back_inserter(own),
                 [&](const CgroupMembership& membership) { return membership.path == "/" + cgroup; });
    if (own.empty()) {
        throw base::Error("no cgroup hierarchy is mounted on this machine", "mount one at /sys/fs/cgroup");
    }
    return own;
}

void mount_cgroup_view(const std::vector<CgroupMembership>& memberships, const fs::path& target)
{
    if (std::all_of(memberships.begin(), memberships.end(), is_version2)) {
        mount_unified(target);
        make_room_for_containers(target);
        return;
    }
    base::mount_fs("tmpfs", target, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=0755,size=1m");
    for (const CgroupMembership& membership : memberships) {
        mount_hierarchy(membership, target);
    }
}

} // namespace berth::lifecycle
