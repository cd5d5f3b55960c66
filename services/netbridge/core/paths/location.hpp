// SPDX-License-Identifier: Apache-2.0
// Where a file lies, said once for everybody: in a distro's root, or in the engine's own.
//
// Each attached distro's whole root is projected at /distros/<name> in the engine's mount namespace, so
// `/home/me/app` of `Ubuntu` is `/distros/Ubuntu/home/me/app` there, and back again: nothing is remembered
// for a container, so nothing can be lost when the engine restarts. Pure text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace berth::netbridge {

inline constexpr std::string_view kDistrosDir = "/distros"; ///< in the engine's mount namespace
inline constexpr std::size_t kMaxPathBytes = 4095;          ///< PATH_MAX of Linux, without the NUL

struct Location {
    std::string distro; ///< whose root `path` is read in; empty: the engine's own
    std::string path;   ///< absolute
};

/// {"Ubuntu", "/home"} is "/distros/Ubuntu/home"; {"", "/dev"} is "/dev".
std::string to_engine_path(const Location& location);

/// The inverse. The path need not be clean; what does not name a distro is the engine's own.
Location location_of(std::string_view engine_path);

/// Go's path.Clean for absolute paths, as dockerd applies it: "/a//b/./../c" is "/a/c". Pure text.
std::string clean_path(std::string_view absolute_path);

/// "/a/b" and "/a" are below "/a"; "/ab" is not.
bool is_below(std::string_view path, std::string_view directory);

/// The path as it was written where that is safe. dockerd cleans paths itself, so one that climbs ("..")
/// would leave the projection that it is put into: such a path comes back clean.
std::string without_climbing(std::string_view absolute_path);

} // namespace berth::netbridge
