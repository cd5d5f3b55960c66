// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "base/child.hpp"
#include "base/error.hpp"
#include "tests/services/updater/sample_image.hpp"

namespace berth::test {

/// A real squashfs with a docker client in it, as small as can be: a pack's client is unpacked with
/// unsquashfs.
inline std::filesystem::path make_sample_rootfs(const std::filesystem::path& directory)
{
    constexpr std::chrono::milliseconds kDeadline{30'000};
    const auto root = directory / "root";
    std::filesystem::create_directories(root / "usr/bin");
    std::filesystem::create_directories(root / "usr/libexec/docker/cli-plugins");
    write_text(root / "usr/bin/docker", "the client");
    write_text(root / "usr/libexec/docker/cli-plugins/docker-compose", "the plugin");
    auto rootfs = directory / "rootfs.squashfs";
    const base::Completed done = base::run(
        {.program = "/usr/bin/mksquashfs", .arguments = {root, rootfs, "-quiet", "-no-progress"}}, kDeadline);
    base::expects(done.status.success(), "mksquashfs packs a small directory");
    return rootfs;
}

} // namespace berth::test
