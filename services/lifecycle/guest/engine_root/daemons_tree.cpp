// SPDX-License-Identifier: Apache-2.0
// Theory. The daemons' root is another one than berth-init's, so that a pack can be switched under running
// containers: their shims stay in the old root while new daemons start in a new one. What daemons of two
// packs must both see (their store, sockets, network namespaces, projections, cgroups) are mounts of one peer
// group a path: a mount that one of them makes, a container's root file system say, appears in all the
// others.
//
// The order matters:
// 1. copies of the shared mounts are taken in berth-init's own mount namespace: /run/berth/private is
// unbindable there
//    and stays out of the copy of /run, while a new mount namespace's copy of it may have lost that mark
//    (Linux 6.18);
// 2. in the new namespace the old tree is made private, because unmounting it would otherwise unmount
// berth-init's own;
// 3. the new root is pivoted to, and the old tree let go.
#include "services/lifecycle/guest/engine_root/daemons_tree.hpp"

#include <array>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <linux/mount.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/linux/mount.hpp"

namespace berth::lifecycle {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPackImage = "/run/berth/private/pack";
constexpr const char* kBaseImage = "/run/berth/private/base";
const fs::path kStage =
    "/run/berth/private/stage"; // private, so nothing of it is seen in berth-init's namespace
const fs::path kRoot = kStage / "root";

/// With everything that is mounted below, but for what is unbindable. /etc/docker holds daemon.json and
/// certs.d.
constexpr std::array<const char*, 9> kSharedPaths{
    "/proc",    "/sys",       "/dev", "/run", "/tmp", "/var/lib/docker", "/var/lib/containerd",
    "/distros", "/etc/docker"};

/// What both roots' programs look up, and the image of a pack does not know.
constexpr std::array<const char*, 3> kCopiedFiles{"/etc/hostname", "/etc/hosts", "/etc/resolv.conf"};

void mount_overlay()
{
    base::make_directories(kStage);
    base::mount_fs("tmpfs", kStage, "tmpfs", MS_NODEV, "mode=0755");
    for (const char* directory : {"upper", "work", "root"}) {
        base::make_directories(kStage / directory);
    }
    base::mount_fs("overlay", kRoot, "overlay", 0,
                   std::string("lowerdir=") + kPackImage + ":" + kBaseImage +
                       ",upperdir=" + (kStage / "upper").string() + ",workdir=" + (kStage / "work").string());
}

void attach_shared_mounts(const std::vector<std::pair<std::string, base::UniqueFd>>& trees)
{
    for (const auto& [path, tree] : trees) {
        const fs::path target = kRoot / fs::path(path).relative_path();
        base::make_directories(target);
        base::attach_tree(tree.get(), target);
    }
}

void copy_files()
{
    for (const fs::path file : kCopiedFiles) {
        const fs::path target = kRoot / file.relative_path();
        base::make_directories(target.parent_path());
        fs::remove(target);
        if (fs::is_symlink(file)) {
            fs::copy_symlink(file, target);
        } else if (fs::exists(file)) {
            fs::copy_file(file, target);
        }
    }
}

/// Programs of old habit look for sockets and locks below /var/run.
void link_var_run()
{
    const fs::path link = kRoot / "var" / "run";
    if (!fs::exists(fs::symlink_status(link))) {
        fs::create_symlink("/run", link);
    }
}

void pivot()
{
    if (::chdir(kRoot.c_str()) != 0 || ::syscall(SYS_pivot_root, ".", ".") != 0) {
        throw base::SystemError("making " + kRoot.string() + " the daemons' root");
    }
    base::unmount(".", base::kDetachMount); // the old tree lies on top of the new root now
    if (::chdir("/") != 0) {
        throw base::SystemError("entering the daemons' root");
    }
}

} // namespace

void enter_daemons_tree()
{
    ::umask(022);
    std::vector<std::pair<std::string, base::UniqueFd>> trees;
    for (const char* path : kSharedPaths) {
        trees.emplace_back(path, base::clone_tree(path, true));
    }
    if (::unshare(CLONE_NEWNS) != 0) {
        throw base::SystemError("making the daemons' mount namespace");
    }
    base::set_propagation("/", MS_PRIVATE | MS_REC);
    mount_overlay();
    attach_shared_mounts(trees);
    copy_files();
    link_var_run();
    pivot();
    base::set_propagation("/", MS_SHARED); // so that containers may ask for shared binds of any path
}

} // namespace berth::lifecycle
