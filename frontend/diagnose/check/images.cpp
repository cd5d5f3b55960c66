// SPDX-License-Identifier: Apache-2.0
// The installed images, looked at on the disk: also when the updater does not run.
#include "frontend/diagnose/check/check.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "frontend/diagnose/check/core/room.hpp"
#include "services/updater/core/manifest.hpp"
#include "services/updater/image/digest.hpp"
#include "services/updater/image/slot.hpp"

namespace berth::diagnose {
namespace {

/// 200 MiB from a slow disk.
constexpr std::chrono::milliseconds kDigestDeadline{60000};

std::filesystem::path images_dir(const Scene& scene)
{
    return scene.instance.state_dir() / "images";
}

std::string reinstall(const Scene& scene)
{
    return "`" + scene.berth() + " restart` installs it anew from what was shipped";
}

std::vector<updater::Slot> slots_of(const Scene& scene, Progress& progress)
{
    progress.waits_for("reading " + images_dir(scene).string());
    return std::filesystem::exists(images_dir(scene)) ? updater::list_slots(images_dir(scene))
                                                      : std::vector<updater::Slot>{};
}

Finding look_for_images(const Scene& scene, Progress& progress)
{
    const std::vector<updater::Slot> slots = slots_of(scene, progress);
    const auto has = [&](updater::v1::ImageKind kind) {
        return std::any_of(slots.begin(), slots.end(),
                           [kind](const updater::Slot& slot) { return slot.manifest.kind() == kind; });
    };
    if (!has(updater::v1::IMAGE_KIND_BASE) || !has(updater::v1::IMAGE_KIND_PACK)) {
        return fail(fmt::format("{} holds no {}", images_dir(scene).string(),
                                has(updater::v1::IMAGE_KIND_BASE) ? "engine pack" : "base image"),
                    "`" + scene.berth() + " up` installs what was shipped with berth");
    }
    std::string names;
    for (const updater::Slot& slot : slots) {
        names += (names.empty() ? "" : ", ") + updater::describe(slot.manifest);
    }
    return pass(names);
}

/// By size, time and inode, as the updater looks at them before a start.
Finding look_at_files(const Scene& scene, Progress& progress)
{
    const std::vector<updater::Slot> slots = slots_of(scene, progress);
    std::size_t files = 0;
    for (const updater::Slot& slot : slots) {
        if (!slot.why.empty()) {
            return fail(slot.directory.filename().string() + ": " + slot.why, reinstall(scene));
        }
        files += static_cast<std::size_t>(slot.manifest.files_size());
    }
    return pass(fmt::format("{} files are as they were installed", files));
}

Finding compare_digests(const Scene& scene, Progress& progress)
{
    std::uint64_t bytes = 0;
    for (const updater::Slot& slot : slots_of(scene, progress)) {
        for (const updater::v1::PackFile& file : slot.manifest.files()) {
            const auto path = slot.directory / file.path();
            progress.waits_for("reading " + path.string());
            const updater::FileDigest digest = updater::digest_file(path);
            if (digest.sha256 != file.sha256() || digest.size_bytes != file.size_bytes()) {
                return fail(
                    fmt::format("{} has SHA-256 {:.12}… and {} bytes, its manifest says {:.12}… and {}",
                                path.string(), digest.sha256, digest.size_bytes, file.sha256(),
                                file.size_bytes()),
                    reinstall(scene));
            }
            bytes += digest.size_bytes;
        }
    }
    return pass(size_words(bytes) + " compared with the manifests");
}

} // namespace

std::vector<Check> image_checks()
{
    return {
        {.id = "images.installed",
         .title = "a base image and an engine pack are installed",
         .run = look_for_images},
        {.id = "images.files",
         .title = "the images' files have their sizes and times",
         .run = look_at_files,
         .needs = {.check = "images.installed"}},
        {.id = "images.digests",
         .title = "the images' files have their SHA-256",
         .run = compare_digests,
         .needs = {.check = "images.files"},
         .deadline = kDigestDeadline},
    };
}

} // namespace berth::diagnose
