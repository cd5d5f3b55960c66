// SPDX-License-Identifier: Apache-2.0
// The distros' file trees in the engine.
#include "frontend/diagnose/check/check.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/linux/mount.hpp"

namespace berth::diagnose {
namespace {

using distro::v1::DistroStatus;

Finding look_at_projections(const Scene& scene, Progress& progress)
{
    if (scene.init_host_pid == 0) {
        return skip("there is no engine");
    }
    progress.waits_for("reading the engine's mounts");
    const auto mounts = base::read_mountinfo(std::to_string(scene.init_host_pid));
    std::string seen;
    for (const DistroStatus& distro : scene.status.distros) {
        if (distro.state() == DistroStatus::STATE_FAILED) {
            return fail(distro.name() + ": " + distro.why(),
                        distro.hint().empty() ? scene.berth() + " distro attach " + distro.name()
                                              : distro.hint());
        }
        if (distro.state() != DistroStatus::STATE_ATTACHED) {
            continue;
        }
        if (std::none_of(mounts.begin(), mounts.end(), [&](const base::MountInfo& mount) {
                return mount.mount_point == distro.engine_path();
            })) {
            return fail(fmt::format("{} is not in the engine at {}", distro.name(), distro.engine_path()),
                        scene.berth() + " service restart distro");
        }
        seen += (seen.empty() ? "" : ", ") + distro.engine_path();
    }
    return pass(seen.empty() ? "no distro is attached" : seen);
}

/// The engine's own /distros must refuse what is not attached, and never fill up with empty directories.
Finding look_at_frame(const Scene& scene, Progress& progress)
{
    if (scene.init_host_pid == 0) {
        return skip("there is no engine");
    }
    progress.waits_for("reading the engine's mounts");
    for (const base::MountInfo& mount : base::read_mountinfo(std::to_string(scene.init_host_pid))) {
        if (mount.mount_point == "/distros") {
            const bool read_only = (mount.options + ",").rfind("ro,", 0) == 0;
            return read_only ? pass("/distros is a read-only " + mount.type)
                             : fail("the engine's /distros can be written: a source that is not attached "
                                    "becomes an empty directory",
                                    scene.berth() + " restart");
        }
    }
    return fail("the engine has no /distros", scene.berth() + " restart");
}

} // namespace

std::vector<Check> mount_checks()
{
    const Needs engine{.root = true, .berth = true};
    return {
        {.id = "mounts.projections",
         .title = "the engine sees every attached distro",
         .run = look_at_projections,
         .needs = engine},
        {.id = "mounts.frame",
         .title = "a distro that is not attached is refused",
         .run = look_at_frame,
         .needs = engine},
    };
}

} // namespace berth::diagnose
