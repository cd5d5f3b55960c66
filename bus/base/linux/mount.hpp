// SPDX-License-Identifier: Apache-2.0
// mount(2) and the file-descriptor mount API as functions that throw with what was mounted where.
// All paths are read in the caller's mount namespace.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/mount_table.hpp"
#include "base/unique_fd.hpp"

namespace berth::base {

/// MNT_DETACH: glibc 2.36's sys/mount.h, which has it, cannot be included beside linux/mount.h.
constexpr int kDetachMount = 2;

/// mount(2). Throws SystemError: "mounting SOURCE on TARGET (TYPE): …".
void mount_fs(const std::string& source, const std::filesystem::path& target, const std::string& type,
              unsigned long flags = 0, const std::string& options = {});

/// Bind mount, with everything below it when `recursive`.
void bind_mount(const std::filesystem::path& source, const std::filesystem::path& target,
                bool recursive = true);

/// Changes propagation, e.g. MS_SLAVE | MS_REC.
void set_propagation(const std::filesystem::path& target, unsigned long flags);

/// umount2(2); "not mounted" (EINVAL, ENOENT) is not an error.
void unmount(const std::filesystem::path& target, int flags = 0);

/// open_tree(2) with OPEN_TREE_CLONE: a detached copy of the tree at `path`, held by the descriptor.
UniqueFd clone_tree(const std::filesystem::path& path, bool recursive);

/// mount_setattr(2) on a detached tree: set and clear MOUNT_ATTR_* and set propagation (MS_SLAVE …, 0 =
/// leave).
void set_tree_attributes(int tree_fd, bool recursive, unsigned long long set, unsigned long long clear,
                         unsigned long long propagation);

/// move_mount(2): attaches a detached tree at `target`.
void attach_tree(int tree_fd, const std::filesystem::path& target);

/// Of /proc/PID/mountinfo ("self" for one's own). Throws when it cannot be read.
std::vector<MountInfo> read_mountinfo(const std::string& pid = "self");

/// A loop device with the file behind it, read-only, freed by the kernel when its last user goes (autoclear).
class LoopDevice {
public:
    /// Throws SystemError; retries when another program takes the free device first.
    explicit LoopDevice(const std::filesystem::path& file);
    const std::string& path() const { return path_; }

private:
    UniqueFd fd_; // keeps the device until it is mounted
    std::string path_;
};

/// Unmounts at the end of the scope (MNT_DETACH) unless released.
class MountGuard {
public:
    explicit MountGuard(std::filesystem::path target) : target_(std::move(target)) {}
    ~MountGuard();
    MountGuard(MountGuard&& other) noexcept : target_(std::exchange(other.target_, {})) {}
    MountGuard& operator=(MountGuard&&) = delete;
    MountGuard(const MountGuard&) = delete;
    MountGuard& operator=(const MountGuard&) = delete;
    void release() noexcept { target_.clear(); }

private:
    std::filesystem::path target_;
};

} // namespace berth::base
