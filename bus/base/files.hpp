// SPDX-License-Identifier: Apache-2.0
// Whole small files: read, and written so that a reader sees the old or the new text, never a half.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "base/result.hpp"
#include "base/unique_fd.hpp"

namespace berth::base {

/// Fails beyond `limit_bytes`: no file of ours that is read whole is larger.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit_bytes = 4U << 20U);

/// Temporary file beside it, fsync, rename, fsync of the directory. Throws SystemError.
void write_file_atomically(const std::filesystem::path& path, std::string_view text, mode_t mode = 0644);

/// Writes to an existing file such as one of /proc or /sys. Throws SystemError.
void write_existing(const std::filesystem::path& path, std::string_view text);

/// open(2) with O_CLOEXEC. Throws SystemError that names the path.
UniqueFd open_file(const std::filesystem::path& path, int flags, mode_t mode = 0644);

/// Writes every byte, through EINTR and short writes. Throws SystemError with `what` as the thing written to.
void write_all(int fd, std::string_view bytes, const std::string& what);

/// mkdir -p with the mode on the last component. Throws SystemError.
void make_directories(const std::filesystem::path& path, mode_t mode = 0755);

} // namespace berth::base
