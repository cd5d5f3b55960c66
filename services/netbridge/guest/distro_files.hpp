// SPDX-License-Identifier: Apache-2.0
// A distro's files as the engine sees them, below its projection. Every path is one of the distro's, and no
// link or ".." in it leads out of its root (openat2 with RESOLVE_IN_ROOT).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "base/unique_fd.hpp"

namespace berth::netbridge {

/// Whose call it is, in the caller's user namespace.
struct FileCaller {
    uid_t uid = 0;
    gid_t gid = 0;
    std::vector<gid_t> groups = {}; ///< the supplementary ones
};

class DistroFiles {
public:
    /// `root` is the projection, in this process's mount namespace. Throws SystemError when it is not there.
    explicit DistroFiles(const std::filesystem::path& root);

    /// The target of the symbolic link at the path; std::nullopt when there is none there.
    std::optional<std::string> read_link(const std::string& path) const;

    /// Makes the missing directories of the path, mode 0755; true when there was something to make. They
    /// belong to a caller who may write where they are made, else (root calls, or nobody known) to the owner
    /// of the directory that they are made in: `sudo docker run -v ~/new:/x` leaves no directory of root's at
    /// home. A directory that hands its group on (setgid) does so here. Throws SystemError; what is there is
    /// left alone, a file too.
    bool make_directories(const std::string& path, const std::optional<FileCaller>& caller) const;

private:
    base::UniqueFd root_;
};

} // namespace berth::netbridge
