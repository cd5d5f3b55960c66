// SPDX-License-Identifier: Apache-2.0
// Theory. One process stands in both mount namespaces one after the other and carries the copy along as a
// descriptor:
//
// 1. in the distro: every mount becomes shared, or its copy could not follow it; the whole tree is copied,
// detached
//    (open_tree), and the copy made a slave, so that nothing ever flows back;
// 2. in the engine, at a private place: the copy is trimmed. It is not shared yet, so unmounting there
// concerns
//    nobody else. Were it trimmed in its final place, every daemon's root would see it untrimmed for a
//    moment;
// 3. it is moved to /distros/NAME. That mount is shared, so the kernel makes the moved mounts shared as well
// (they
//    stay slaves) and puts copies into the daemons' roots;
// 4. device and inode of the root are compared through both views: the same directory, or it is all undone.
#include "services/distro/host/projector/projector.hpp"

#include <algorithm>
#include <cerrno>
#include <string>

#include <linux/mount.h> // has MS_*; sys/mount.h cannot stand beside it
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/linux/mount.hpp"
#include "base/scope_exit.hpp"
#include "services/distro/core/projection.hpp"
#include "services/distro/host/projector/mount_view.hpp"

namespace berth::distro {
namespace {

namespace fs = std::filesystem;

constexpr int kRounds = 8; // each unmounts one layer where mounts lie on top of each other

struct Views {
    MountView distro;
    MountView engine;
};

Views open_views(const ProjectionRequest& request)
{
    Views views{MountView(request.distro_pid, "distro " + request.name),
                MountView(request.init_pid, "the engine")};
    if (views.distro.same_namespace(views.engine)) {
        throw base::Error("process " + std::to_string(request.init_pid) +
                              " is not the engine's: it lives in distro " + request.name +
                              "'s own mount namespace",
                          "give the pid of berth-init");
    }
    return views;
}

struct stat status_of(const fs::path& path, const std::string& whose)
{
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        throw base::SystemError("looking at " + path.string() + " of " + whose);
    }
    return status;
}

bool same_file(const struct stat& one, const struct stat& other)
{
    return one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

void expect_engine_layout(const MountView& engine)
{
    const auto mounts = engine.mounts();
    for (const char* path : {kDistrosDir, kPrivateDir, kWritableDir}) {
        const auto at = [&](const base::MountInfo& mount) { return mount.mount_point == path; };
        if (std::none_of(mounts.begin(), mounts.end(), at)) {
            throw base::Error(std::string("the engine has no mount at ") + path,
                              "give the pid of berth-init");
        }
    }
}

/// In the distro's namespace. A mount that another one covers has no path: nobody can reach it, nor need it
/// follow.
std::vector<std::string> share_mounts(const MountView& distro, const std::vector<std::string>& hidden)
{
    std::vector<std::string> shared;
    for (const std::string& path : mounts_to_share(distro.mounts(), hidden)) {
        try {
            base::set_propagation(path, MS_SHARED);
            shared.push_back(path);
        } catch (const base::SystemError& error) {
            if (error.code() != ENOENT && error.code() != ENOTDIR && error.code() != EINVAL) {
                throw;
            }
        }
    }
    return shared;
}

/// In the distro's namespace.
base::UniqueFd copy_root(const MountView& distro)
{
    const auto mounts = distro.mounts();
    if (std::none_of(mounts.begin(), mounts.end(),
                     [](const auto& mount) { return mount.mount_point == "/"; })) {
        throw base::Error(
            "the root directory of " + distro.whose() + " is not a mount of its own",
            "start the distro so that its root is a mount point (bind-mount it onto itself first)");
    }
    base::UniqueFd tree = base::clone_tree("/", true);
    base::set_tree_attributes(tree.get(), true, 0, 0, MS_SLAVE);
    return tree;
}

/// In the engine's namespace: unmounts whatever lies at the path and removes the directory `holder` under it.
void remove_mounts(const MountView& engine, const fs::path& path, const fs::path& holder)
{
    const auto is_there = [&] {
        const auto mounts = engine.mounts();
        return std::any_of(mounts.begin(), mounts.end(),
                           [&](const base::MountInfo& mount) { return mount.mount_point == path; });
    };
    for (int round = 0; round < kRounds && is_there(); ++round) {
        base::unmount(path, base::kDetachMount);
    }
    if (is_there()) {
        throw base::Error("the mount at " + path.string() + " in the engine cannot be unmounted",
                          "restart the engine: berth restart");
    }
    if (::rmdir(holder.c_str()) != 0 && errno != ENOENT) {
        throw base::SystemError("removing " + holder.string() + " in the engine");
    }
}

std::vector<std::string> trim(const MountView& engine, const fs::path& staging,
                              const std::vector<std::string>& hidden)
{
    std::vector<std::string> dropped;
    std::vector<std::string> left = mounts_to_drop(engine.mounts(), staging, hidden);
    for (int round = 0; round < kRounds && !left.empty(); ++round) {
        for (const std::string& path : left) {
            base::unmount(path, base::kDetachMount);
            dropped.push_back(path.substr(staging.native().size()));
        }
        left = mounts_to_drop(engine.mounts(), staging, hidden);
    }
    if (!left.empty()) {
        throw base::Error("the mount at " + left.front().substr(staging.native().size()) +
                              " of the distro cannot be left out, and the engine must not see it",
                          "unmount it in the distro: another mount lies over its place");
    }
    return dropped;
}

} // namespace

ProjectionReport attach(const ProjectionRequest& request)
{
    const Views views = open_views(request);
    expect_engine_layout(views.engine);
    const Projection present = judge_projection(views.engine.mounts(), views.distro.mounts(), request.name);
    if (present == Projection::attached) {
        return {.outcome = "already attached"};
    }
    ProjectionReport report{.outcome = present == Projection::absent ? "attached" : "attached anew"};
    const fs::path target = projection_path(request.name);
    const fs::path holder = writable_path(request.name);
    const fs::path staging = staging_path(request.name);

    views.distro.enter();
    report.made_shared = share_mounts(views.distro, request.hidden);
    const base::UniqueFd tree = copy_root(views.distro);
    const struct stat expected = status_of("/", views.distro.whose());

    views.engine.enter();
    remove_mounts(views.engine, staging, staging); // of a predecessor that was killed
    base::make_directories(staging);
    const base::ScopeExit remove_staging_dir(
        [&] { (void)::rmdir(staging.c_str()); }); // empty then: cannot fail
    base::attach_tree(tree.get(), staging);
    base::MountGuard staged(staging);
    report.dropped = trim(views.engine, staging, request.hidden);

    remove_mounts(views.engine, target, holder);
    base::make_directories(holder);
    base::ScopeExit remove_holder(
        [&] { (void)::rmdir(holder.c_str()); }); // the error under way says what went wrong
    base::attach_tree(tree.get(), target);
    staged.release();
    base::MountGuard attached(target);
    if (!same_file(status_of(target, views.engine.whose()), expected)) {
        throw base::Error("what is at " + target.string() + " in the engine is not the root of " +
                              views.distro.whose(),
                          "attach it again: its root was replaced meanwhile");
    }
    attached.release();
    remove_holder.release();
    return report;
}

ProjectionReport detach(const ProjectionRequest& request)
{
    const MountView engine(request.init_pid, "the engine");
    expect_engine_layout(engine);
    const fs::path target = projection_path(request.name);
    const auto mounts = engine.mounts();
    const bool was_attached = std::any_of(mounts.begin(), mounts.end(), [&](const base::MountInfo& mount) {
        return mount.mount_point == target;
    });
    engine.enter();
    remove_mounts(engine, staging_path(request.name), staging_path(request.name));
    remove_mounts(engine, target, writable_path(request.name));
    return {.outcome = was_attached ? "detached" : "was not attached"};
}

ProjectionReport check(const ProjectionRequest& request)
{
    const Views views = open_views(request);
    const std::string path = projection_path(request.name).string();
    switch (judge_projection(views.engine.mounts(), views.distro.mounts(), request.name)) {
    case Projection::absent:
        throw base::Error("nothing is mounted at " + path + " in the engine",
                          "attach distro " + request.name);
    case Projection::stale:
        throw base::Error("what is mounted at " + path + " in the engine does not follow " +
                              views.distro.whose(),
                          "attach distro " + request.name + " again");
    case Projection::attached:
        break;
    }
    views.distro.enter();
    const struct stat expected = status_of("/", views.distro.whose());
    views.engine.enter();
    if (!same_file(status_of(path, views.engine.whose()), expected)) {
        throw base::Error("what is at " + path + " in the engine is not the root of " + views.distro.whose(),
                          "attach distro " + request.name + " again");
    }
    return {.outcome = "attached"};
}

} // namespace berth::distro
