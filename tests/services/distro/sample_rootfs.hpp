// SPDX-License-Identifier: Apache-2.0
// A small but whole root file system as a tar file: busybox, two users, and what an archive can hold.
#pragma once

#include <filesystem>
#include <string>

namespace berth::test {

/// Makes the directory tree. Needs root (owners) and a static busybox.
void make_rootfs(const std::filesystem::path& directory);

/// Packs a directory's contents; `compression` is an option of tar: "--gzip", "" for none.
void pack(const std::filesystem::path& directory, const std::filesystem::path& archive,
          const std::string& compression = {});

/// make_rootfs() and pack() in one.
std::filesystem::path make_rootfs_archive(const std::filesystem::path& directory,
                                          const std::string& compression = {});

/// True where there is a busybox without a dynamic linker's needs; says why not.
bool has_busybox_or_says_so();

} // namespace berth::test
