// SPDX-License-Identifier: Apache-2.0
// Theory. Everything of the host that the engine shall keep is taken first, as detached mount trees and loop
// devices. The new root is then put together on a stage (a tmpfs over one of the host's directories, in this
// namespace only) and pivoted to, and the host's tree, stage included, is let go.
//
// Propagation decides who sees what later:
// - the root and all that containers may use is *shared*: the daemons live in mount namespaces of their own,
// whose
//   copies are peers of these, so that what is attached at /distros here, or mounted by a dockerd there, is
//   seen by every present and later daemons' root;
// - /run/berth/private is *unbindable*: no copy of /run brings it along. What lies in it is *private*, for an
// unbindable
//   mount could not be a layer of the daemons' overlay.
// - /distros is a read-only view of the small tmpfs at /run/berth/private/distros-rw: a new distro's
// directory is made
//   there, and a mkdir by dockerd for a distro that is not attached fails with EROFS.
#include "services/lifecycle/host/engine_ns/engine_root.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

#include <linux/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/linux/device_nodes.hpp"
#include "base/linux/mount.hpp"
#include "services/lifecycle/host/engine_ns/cgroup_view.hpp"

namespace berth::lifecycle {
namespace {

namespace fs = std::filesystem;

const fs::path kStage = "/tmp"; // a directory that every host has; what is needed of it was opened before
const fs::path kRoot = kStage / "root";
constexpr const char* kPrivateDir = "run/berth/private";
constexpr const char* kDistrosDir = "distros";
constexpr unsigned long kInert = MS_NOSUID | MS_NODEV | MS_NOEXEC;

/// What the engine keeps of the host, taken from its place there: the stage may hide any of it.
struct Taken {
    base::UniqueFd docker;
    base::UniqueFd containerd;
    base::UniqueFd tunnel;
    base::LoopDevice base_image;
    base::LoopDevice pack_image;
};

Taken take_from_host(const EngineOptions& options)
{
    base::make_directories(options.store / "docker", 0710);
    base::make_directories(options.store / "containerd", 0711);
    return {.docker = base::clone_tree(options.store / "docker", true),
            .containerd = base::clone_tree(options.store / "containerd", true),
            .tunnel = base::clone_tree(options.tunnel_dir, false),
            .base_image = base::LoopDevice(options.base_rootfs),
            .pack_image = base::LoopDevice(options.pack_rootfs)};
}

struct FileSystem {
    const char* type;
    const char* target;
    unsigned long flags;
    const char* options;
    bool required; ///< others are left out where the kernel or its configuration lacks them
};

constexpr std::array<FileSystem, 12> kFileSystems{{
    {"proc", "proc", kInert, "", true},
    {"sysfs", "sys", kInert, "", true},
    {"tmpfs", "dev", MS_NOSUID, "mode=0755,size=16m", true},
    {"devpts", "dev/pts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620,gid=5", true},
    {"tmpfs", "dev/shm", MS_NOSUID | MS_NODEV, "mode=1777", true},
    {"mqueue", "dev/mqueue", kInert, "", false},
    {"tmpfs", "run", MS_NOSUID | MS_NODEV, "mode=0755", true},
    {"tmpfs", "tmp", MS_NOSUID | MS_NODEV, "mode=1777", true},
    {"securityfs", "sys/kernel/security", kInert, "", false},
    {"debugfs", "sys/kernel/debug", kInert, "", false},
    {"tracefs", "sys/kernel/tracing", kInert, "", false},
    {"bpf", "sys/fs/bpf", kInert, "mode=0700", false},
}};

bool is_absence(int error)
{
    return error == ENODEV || error == ENOENT || error == EPERM || error == EBUSY;
}

void mount_file_system(const FileSystem& file_system)
{
    const fs::path target = kRoot / file_system.target;
    try {
        std::error_code ignored; // below /sys a directory cannot be made: the mount then says ENOENT
        fs::create_directories(target, ignored);
        base::mount_fs(file_system.type, target, file_system.type, file_system.flags, file_system.options);
    } catch (const base::SystemError& error) {
        if (file_system.required || !is_absence(error.code())) {
            throw;
        }
    }
}

void mount_image(const base::LoopDevice& device, const fs::path& file, const fs::path& target)
{
    base::make_directories(target);
    try {
        base::mount_fs(device.path(), target, "squashfs", MS_RDONLY | MS_NODEV);
    } catch (const base::SystemError& error) {
        throw base::SystemError(
            "mounting image " + file.string(), error.code(), // the loop device's name says little
            error.code() == EINVAL ? "it is damaged or no squashfs; install the image again" : "");
    }
}

void mount_base_with_volatile_top(const EngineOptions& options, const Taken& taken)
{
    for (const char* directory : {"base", "upper", "work", "root"}) {
        base::make_directories(kStage / directory);
    }
    mount_image(taken.base_image, options.base_rootfs, kStage / "base");
    base::mount_fs("overlay", kRoot, "overlay", 0,
                   "lowerdir=" + (kStage / "base").string() + ",upperdir=" + (kStage / "upper").string() +
                       ",workdir=" + (kStage / "work").string());
}

void attach(const base::UniqueFd& tree, const fs::path& target)
{
    base::make_directories(target);
    base::attach_tree(tree.get(), target);
}

/// Images under the daemons' root, and the writable side of /distros.
void mount_private_area(const EngineOptions& options, const Taken& taken)
{
    const fs::path area = kRoot / kPrivateDir;
    base::make_directories(area);
    base::mount_fs("tmpfs", area, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0700");
    base::make_directories(area / "base");
    base::bind_mount(kStage / "base", area / "base", false);
    mount_image(taken.pack_image, options.pack_rootfs, area / "pack");

    const fs::path writable = area / "distros-rw";
    const fs::path view = kRoot / kDistrosDir;
    base::make_directories(writable);
    base::make_directories(view);
    base::mount_fs("tmpfs", writable, "tmpfs", kInert, "mode=0755,size=1m");
    base::bind_mount(writable, view, false);
    base::mount_fs("none", view, "", MS_BIND | MS_REMOUNT | MS_RDONLY | kInert);
}

/// dockerd copies resolv.conf into containers. It is a link into /run so that one writer serves all roots.
void write_etc_files(const std::string& hostname)
{
    const fs::path etc = kRoot / "etc";
    base::make_directories(etc / "docker"); // comes into the daemons' root: daemon.json, certs.d
    base::write_file_atomically(etc / "hostname", hostname + "\n");
    base::write_file_atomically(etc / "hosts",
                                "127.0.0.1 localhost " + hostname + "\n::1 localhost ip6-localhost\n");
    std::error_code ignored; // absent in the image
    fs::remove(etc / "resolv.conf", ignored);
    fs::create_symlink("/run/berth/resolv.conf", etc / "resolv.conf");
}

void pivot()
{
    if (::chdir(kRoot.c_str()) != 0 || ::syscall(SYS_pivot_root, ".", ".") != 0) {
        throw base::SystemError("making " + kRoot.string() + " the engine's root");
    }
    base::unmount(".", base::kDetachMount); // the host's tree lies on top of the new root now
    if (::chdir("/") != 0) {
        throw base::SystemError("entering the engine's root");
    }
}

void set_engine_propagation()
{
    const fs::path area = fs::path("/") / kPrivateDir;
    base::set_propagation("/", MS_SHARED | MS_REC);
    base::set_propagation(area, MS_PRIVATE | MS_REC);
    base::set_propagation(area, MS_UNBINDABLE);
}

} // namespace

void enter_engine_root(const EngineOptions& options, const std::vector<CgroupMembership>& memberships)
{
    base::set_propagation("/", MS_PRIVATE | MS_REC); // from here on nothing reaches the host's mounts
    const Taken taken = take_from_host(options);
    base::mount_fs("tmpfs", kStage, "tmpfs", MS_NODEV, "mode=0755");
    mount_base_with_volatile_top(options, taken);
    std::for_each(kFileSystems.begin(), kFileSystems.end(), mount_file_system);
    base::mirror_device_nodes("/dev", kRoot / "dev");
    fs::create_symlink("pts/ptmx", kRoot / "dev" / "ptmx");
    mount_cgroup_view(memberships, kRoot / "sys" / "fs" / "cgroup");
    attach(taken.docker, kRoot / "var" / "lib" / "docker");
    attach(taken.containerd, kRoot / "var" / "lib" / "containerd");
    attach(taken.tunnel, kRoot / "run" / "berth" / "tunnel");
    mount_private_area(options, taken);
    write_etc_files(options.hostname);
    pivot();
    set_engine_propagation();
}

} // namespace berth::lifecycle
