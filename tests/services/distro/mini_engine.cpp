// SPDX-License-Identifier: Apache-2.0
#include "tests/services/distro/mini_engine.hpp"

#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/linux/mount.hpp"
#include "base/linux/namespaces.hpp"
#include "services/distro/core/projection.hpp"

namespace berth::test {
namespace {

namespace fs = std::filesystem;

void unshare_mounts()
{
    if (::unshare(CLONE_NEWNS) != 0) {
        throw base::SystemError("making a mount namespace");
    }
}

void set_up_distro(const fs::path& own_area)
{
    unshare_mounts();
    base::set_propagation("/", MS_PRIVATE | MS_REC);
    base::mount_fs("tmpfs", "/sys/fs/cgroup", "tmpfs");
    base::make_directories("/sys/fs/cgroup/unified");
    base::mount_fs("cgroup2", "/sys/fs/cgroup/unified", "cgroup2");
    base::mount_fs("tmpfs", own_area, "tmpfs");
}

void pivot_to(const fs::path& root)
{
    if (::chdir(root.c_str()) != 0 || ::syscall(SYS_pivot_root, ".", ".") != 0) {
        throw base::SystemError("pivoting to " + root.string());
    }
    base::unmount(".", base::kDetachMount);
    if (::chdir("/") != 0) {
        throw base::SystemError("entering the new root");
    }
}

void set_up_engine(const fs::path& root)
{
    unshare_mounts();
    base::set_propagation("/", MS_PRIVATE | MS_REC);
    base::mount_fs("tmpfs", root, "tmpfs");
    for (const char* directory : {"distros", "run/berth/private", "mnt", "stage"}) {
        base::make_directories(root / directory);
    }
    pivot_to(root);
    base::mount_fs("tmpfs", distro::kPrivateDir, "tmpfs");
    base::make_directories(distro::kWritableDir);
    base::mount_fs("tmpfs", distro::kWritableDir, "tmpfs");
    base::bind_mount(distro::kWritableDir, distro::kDistrosDir, false);
    base::mount_fs("none", distro::kDistrosDir, "", MS_BIND | MS_REMOUNT | MS_RDONLY);
    base::set_propagation("/", MS_SHARED | MS_REC);
    base::set_propagation(distro::kPrivateDir, MS_PRIVATE | MS_REC);
    base::set_propagation(distro::kPrivateDir, MS_UNBINDABLE);
}

void set_up_daemons(pid_t init_pid)
{
    base::NamespaceFd(init_pid, "mnt").enter();
    unshare_mounts();
    const base::UniqueFd distros = base::clone_tree(distro::kDistrosDir, true); // while it still is a peer
    base::set_propagation("/", MS_PRIVATE | MS_REC);
    base::mount_fs("tmpfs", "/stage", "tmpfs");
    base::make_directories("/stage/distros");
    base::attach_tree(distros.get(), "/stage/distros");
    pivot_to("/stage");
}

} // namespace

MiniDistro::MiniDistro(const fs::path& own_area) : process_([&] { set_up_distro(own_area); }) {}

MiniEngine::MiniEngine()
    : init_([&] { set_up_engine(root_.path()); }), daemons_([&] { set_up_daemons(init_.pid()); })
{}

} // namespace berth::test
