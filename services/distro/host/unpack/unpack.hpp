// SPDX-License-Identifier: Apache-2.0
// Unpacks the archive of a root file system into a directory, once through.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace berth::distro {

struct UnpackReport {
    std::uint64_t entries = 0;
    std::uint64_t warnings = 0; ///< entries that lack something, an extended attribute say
    std::string first_warning;
};

/// Bytes of the file read so far.
using OnUnpackProgress = std::function<void(std::uint64_t read_bytes)>;

/// The calling process makes `target` (an empty directory) its root for good: one call a process, no other
/// threads, as root. tar in any of its forms, compressed with gzip, xz, zstd, bzip2, lz4 or not at all.
/// Throws base::Error; what was unpacked until then lies in `target`.
UnpackReport unpack(int archive_fd, const std::filesystem::path& target, const OnUnpackProgress& on_progress);

} // namespace berth::distro
