// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace berth::updater {

/// Takes the docker client and its plugins out of a pack's rootfs, for the user's own shell:
/// `directory`/docker and `directory`/cli-plugins/*, and in `directory`/lib the loader and the C library that
/// they are linked against. Makes no directory when the pack has no client. The
/// rootfs' digest must have been compared before. Throws base::Error.
void extract_client(const std::filesystem::path& rootfs, const std::filesystem::path& directory);

} // namespace berth::updater
