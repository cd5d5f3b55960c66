// SPDX-License-Identifier: Apache-2.0
#include "base/linux/mount.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <linux/loop.h>
#include <linux/mount.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"

// sys/mount.h of glibc 2.36 and linux/mount.h define the same names; only the kernel's header has all of
// them.
extern "C" {
int mount(const char* source, const char* target, const char* type, unsigned long flags, const void* data);
int umount2(const char* target, int flags);
}

namespace berth::base {

void mount_fs(const std::string& source, const std::filesystem::path& target, const std::string& type,
              unsigned long flags, const std::string& options)
{
    if (::mount(source.c_str(), target.c_str(), type.empty() ? nullptr : type.c_str(), flags,
                options.empty() ? nullptr : options.c_str()) != 0) {
        throw SystemError("mounting " + source + " on " + target.string() +
                          (type.empty() ? "" : " (" + type + ")"));
    }
}

void bind_mount(const std::filesystem::path& source, const std::filesystem::path& target, bool recursive)
{
    mount_fs(source, target, "", MS_BIND | (recursive ? MS_REC : 0UL));
}

void set_propagation(const std::filesystem::path& target, unsigned long flags)
{
    if (::mount(nullptr, target.c_str(), nullptr, flags, nullptr) != 0) {
        throw SystemError("changing the mount propagation of " + target.string());
    }
}

void unmount(const std::filesystem::path& target, int flags)
{
    if (::umount2(target.c_str(), flags) != 0 && errno != EINVAL && errno != ENOENT) {
        throw SystemError("unmounting " + target.string());
    }
}

UniqueFd clone_tree(const std::filesystem::path& path, bool recursive)
{
    const unsigned flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | (recursive ? AT_RECURSIVE : 0U);
    UniqueFd fd(static_cast<int>(::syscall(SYS_open_tree, AT_FDCWD, path.c_str(), flags)));
    if (!fd) {
        throw SystemError("cloning the mounts at " + path.string());
    }
    return fd;
}

void set_tree_attributes(int tree_fd, bool recursive, unsigned long long set, unsigned long long clear,
                         unsigned long long propagation)
{
    mount_attr attributes{};
    attributes.attr_set = set;
    attributes.attr_clr = clear;
    attributes.propagation = propagation;
    const unsigned flags = AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0U);
    if (::syscall(SYS_mount_setattr, tree_fd, "", flags, &attributes, sizeof attributes) != 0) {
        throw SystemError("changing attributes of a detached mount tree");
    }
}

void attach_tree(int tree_fd, const std::filesystem::path& target)
{
    if (::syscall(SYS_move_mount, tree_fd, "", AT_FDCWD, target.c_str(), MOVE_MOUNT_F_EMPTY_PATH) != 0) {
        throw SystemError("attaching a mount tree at " + target.string());
    }
}

std::vector<MountInfo> read_mountinfo(const std::string& pid)
{
    constexpr std::size_t kLimit = 64U << 20U; // thousands of containers' mounts
    return parse_mountinfo(read_file("/proc/" + pid + "/mountinfo", kLimit).value());
}

LoopDevice::LoopDevice(const std::filesystem::path& file)
{
    const UniqueFd backing = open_file(file, O_RDONLY);
    const UniqueFd control = open_file("/dev/loop-control", O_RDWR);
    constexpr int kTries = 64; // LOOP_CTL_GET_FREE is a hint only: another program may take the device first
    for (int i = 0; i < kTries; ++i) {
        const int number = ::ioctl(control.get(), LOOP_CTL_GET_FREE);
        if (number < 0) {
            throw SystemError("finding a free loop device for " + file.string());
        }
        path_ = "/dev/loop" + std::to_string(number);
        fd_ = open_file(path_, O_RDWR);
        loop_config config{};
        config.fd = static_cast<__u32>(backing.get());
        config.info.lo_flags = LO_FLAGS_READ_ONLY | LO_FLAGS_AUTOCLEAR;
        std::strncpy(reinterpret_cast<char*>(config.info.lo_file_name), file.c_str(), LO_NAME_SIZE - 1);
        if (::ioctl(fd_.get(), LOOP_CONFIGURE, &config) == 0) {
            return;
        }
        if (errno != EBUSY) {
            throw SystemError("setting up " + path_ + " for " + file.string());
        }
    }
    throw Error("no loop device could be taken for " + file.string(), "free some with `losetup -D`");
}

MountGuard::~MountGuard()
{
    if (!target_.empty()) {
        (void)::umount2(target_.c_str(), kDetachMount); // a destructor has nobody to tell
    }
}

} // namespace berth::base
