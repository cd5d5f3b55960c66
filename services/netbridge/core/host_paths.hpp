// SPDX-License-Identifier: Apache-2.0
// The prefix rule between the paths a user types and the paths the engine sees.
//
// Each attached distro's whole root is projected at /distros/<name> in the engine's mount namespace, so
// `/home/me/app` in `Ubuntu` is `/distros/Ubuntu/home/me/app` there, and back again: nothing is remembered
// for a container, so nothing can be lost when the engine restarts. Pure text; symbolic links are
// absolute_links.hpp's.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace berth::netbridge {

class HostPaths {
public:
    /// `distro` is the caller's origin: "host", or the name of a distro.
    explicit HostPaths(std::string_view distro);

    /// Of an absolute path in the origin. A path that is not absolute (a volume's name) comes back unchanged.
    /// Fails on what no system call could take: a NUL byte, or more than 4096 bytes.
    base::Result<std::string> to_engine(std::string_view user_path) const;

    /// The inverse; a path that is not in this origin's projection comes back unchanged.
    std::string to_user(std::string_view engine_path) const;

    /// Replaces every path of this origin's projection within running text, such as an error message.
    std::string text_to_user(std::string_view text) const;

private:
    std::string distro_;
    std::string prefix_; // "/distros/host"
};

/// Go's path.Clean for absolute paths, as dockerd applies it: "/a//b/./../c" is "/a/c". Pure text.
std::string clean_path(std::string_view absolute_path);

/// Whose file system a path of the user's is looked up in.
enum class PathOwner {
    origin, ///< the caller's distro, through its projection
    engine, ///< the engine's own root, under the same path
};

/// The rule for the few paths that are special.
PathOwner owner_of(std::string_view clean_absolute_path);

} // namespace berth::netbridge
