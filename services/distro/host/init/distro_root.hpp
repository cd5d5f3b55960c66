// SPDX-License-Identifier: Apache-2.0
// A distro's root, as WSL makes it, in a mount namespace of its own.
#pragma once

#include <filesystem>
#include <string>

namespace berth::distro {

/// Makes `rootfs` the root of the calling process, with the file systems that every Linux expects mounted in
/// it, and everything of the host out of sight. For good, and only in a new mount namespace that nobody else
/// is in, as process 1 of a new pid namespace. Throws base::Error.
void enter_distro_root(const std::filesystem::path& rootfs);

} // namespace berth::distro
