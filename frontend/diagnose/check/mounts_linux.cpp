// SPDX-License-Identifier: Apache-2.0
// The distros' file trees in the engine.
#include "frontend/diagnose/check/check.hpp"

#include "base/linux/mount.hpp"
#include "frontend/diagnose/check/core/engine_rules.hpp"

namespace berth::diagnose {
namespace {

std::vector<base::MountInfo> mounts_of_engine(const Scene& scene, Progress& progress)
{
    progress.waits_for("reading the engine's mounts");
    return base::read_mountinfo(std::to_string(scene.init_host_pid));
}

Finding look_at_projections(const Scene& scene, Progress& progress)
{
    return scene.init_host_pid == 0
               ? skip("there is no engine")
               : judge_projections(scene.status.distros, mounts_of_engine(scene, progress), scene.berth());
}

Finding look_at_frame(const Scene& scene, Progress& progress)
{
    return scene.init_host_pid == 0 ? skip("there is no engine")
                                    : judge_frame(mounts_of_engine(scene, progress), scene.berth());
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
