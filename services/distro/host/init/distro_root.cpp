// SPDX-License-Identifier: Apache-2.0
// Theory. What the distro shall see of the host is taken first, as detached mount trees. Then the rootfs
// directory becomes the root, and only then anything is mounted below it: every path is resolved inside the
// new root, so a link in a distro's files leads nowhere else.
//
// Everything is private to this namespace before anything is mounted, so that nothing reaches the host's
// mount tables, and shared at the end, so that a projection of this root follows later mounts.
#include "services/distro/host/init/distro_root.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

#include <linux/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/linux/device_nodes.hpp"
#include "base/linux/mount.hpp"
#include "services/distro/host/init/resolv_conf.hpp"

namespace berth::distro {
namespace {

namespace fs = std::filesystem;

constexpr const char* kStage = "/tmp"; // a directory that every host has
constexpr const char* kCgroups = "/sys/fs/cgroup";
constexpr unsigned long kInert = MS_NOSUID | MS_NODEV | MS_NOEXEC;

struct Taken {
    base::UniqueFd devices;
    base::UniqueFd cgroups; ///< empty where the host has none
    base::UniqueFd resolv_conf;
};

/// Links that a host's own /dev mostly has, too.
void make_device_links(const fs::path& devices)
{
    constexpr std::array<std::pair<const char*, const char*>, 5> kLinks{{{"/proc/self/fd", "fd"},
                                                                         {"/proc/self/fd/0", "stdin"},
                                                                         {"/proc/self/fd/1", "stdout"},
                                                                         {"/proc/self/fd/2", "stderr"},
                                                                         {"pts/ptmx", "ptmx"}}};
    for (const auto& [target, name] : kLinks) {
        std::error_code exists;
        fs::create_symlink(target, devices / name, exists);
    }
}

base::UniqueFd take_devices()
{
    base::mount_fs("tmpfs", kStage, "tmpfs", MS_NOSUID, "mode=0755,size=16m");
    const base::MountGuard staged(kStage);
    base::mirror_device_nodes("/dev", kStage);
    make_device_links(kStage);
    return base::clone_tree(kStage, false);
}

base::UniqueFd take_cgroups()
{
    const auto mounts = base::read_mountinfo();
    const bool is_mounted = std::any_of(mounts.begin(), mounts.end(), [](const base::MountInfo& mount) {
        return mount.mount_point == kCgroups;
    });
    return is_mounted ? base::clone_tree(kCgroups, true) : base::UniqueFd();
}

void pivot_to(const fs::path& rootfs)
{
    base::bind_mount(rootfs, rootfs, false); // a root must be a mount
    if (::chdir(rootfs.c_str()) != 0 || ::syscall(SYS_pivot_root, ".", ".") != 0) {
        throw base::SystemError("making " + rootfs.string() + " the distro's root");
    }
    base::unmount(".", base::kDetachMount); // the host's tree lies on top of the new root now
    if (::chdir("/") != 0) {
        throw base::SystemError("entering the distro's root");
    }
}

struct FileSystem {
    const char* type;
    const char* target;
    unsigned long flags;
    const char* options;
    bool required; ///< others are left out where the kernel lacks them
};

void mount_file_system(const FileSystem& file_system)
{
    try {
        base::make_directories(file_system.target);
        base::mount_fs(file_system.type, file_system.target, file_system.type, file_system.flags,
                       file_system.options);
    } catch (const base::SystemError& error) {
        if (file_system.required || (error.code() != ENODEV && error.code() != EPERM)) {
            throw;
        }
    }
}

void mount_devices(const base::UniqueFd& devices)
{
    constexpr std::array<FileSystem, 3> kBelowDev{
        {{"devpts", "/dev/pts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620,gid=5", true},
         {"tmpfs", "/dev/shm", MS_NOSUID | MS_NODEV, "mode=1777", true},
         {"mqueue", "/dev/mqueue", kInert, "", false}}};
    base::make_directories("/dev");
    base::attach_tree(devices.get(), fs::canonical("/dev"));
    std::for_each(kBelowDev.begin(), kBelowDev.end(), mount_file_system);
}

void make_run_directories()
{
    base::make_directories("/run/lock");
    base::make_directories("/run/user");
    if (::chmod("/run/lock", 01777) != 0) {
        throw base::SystemError("setting the mode of the distro's /run/lock");
    }
}

} // namespace

void enter_distro_root(const fs::path& rootfs)
{
    constexpr std::array<FileSystem, 3> kFileSystems{
        {{"proc", "/proc", kInert, "", true},
         {"sysfs", "/sys", kInert, "", true},
         {"tmpfs", "/run", MS_NOSUID | MS_NODEV, "mode=0755", true}}};
    base::set_propagation("/", MS_PRIVATE | MS_REC); // from here on nothing reaches the host's mounts
    const Taken taken{
        .devices = take_devices(), .cgroups = take_cgroups(), .resolv_conf = take_resolv_conf()};
    pivot_to(rootfs);
    std::for_each(kFileSystems.begin(), kFileSystems.end(), mount_file_system);
    mount_devices(taken.devices);
    if (taken.cgroups) {
        base::attach_tree(taken.cgroups.get(), kCgroups);
    }
    make_run_directories();
    offer_resolv_conf(taken.resolv_conf);
    base::set_propagation("/", MS_SHARED | MS_REC);
}

} // namespace berth::distro
