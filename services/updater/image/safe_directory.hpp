// SPDX-License-Identifier: Apache-2.0
// A new directory that files are written into, from one root descriptor, component by component: no symlink
// is ever followed and nothing that exists is ever opened, so that a hostile name cannot lead a write
// elsewhere.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "base/unique_fd.hpp"

namespace berth::updater {

/// Removed with its contents at the end of the scope unless kept. Throws SystemError.
class SafeDirectory {
public:
    /// Makes `path`, which must not exist.
    explicit SafeDirectory(std::filesystem::path path);
    ~SafeDirectory();
    SafeDirectory(const SafeDirectory&) = delete;
    SafeDirectory& operator=(const SafeDirectory&) = delete;

    const std::filesystem::path& path() const { return path_; }

    /// A new file for writing, with the directories above it. The path must have passed find_path_error().
    base::UniqueFd create_file(std::string_view relative_path, mode_t mode);

    /// fsync of the directory and those made in it, then rename(2) to `target` in the same directory; a
    /// directory that stands there is exchanged for this one and removed.
    void commit(const std::filesystem::path& target);

private:
    base::UniqueFd open_parent(std::string_view relative_path);

    std::filesystem::path path_;
    base::UniqueFd root_;
};

/// fsync of an existing directory. Throws SystemError.
void sync_directory(const std::filesystem::path& path);

} // namespace berth::updater
