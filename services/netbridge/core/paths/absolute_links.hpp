// SPDX-License-Identifier: Apache-2.0
// Symbolic links that would leave a projection.
//
// The engine resolves links from its own root: `/distros/host/var/run -> /run` leads it to its own /run, not
// to the host's. A relative link that climbs above the distro's root leaves as well: ".." at a root stays
// there, but at the projection's top it leads to /distros. Other relative links stay inside the projection
// and are left alone, so that a user's path comes back from `docker inspect` as it was typed. Only a path
// that leads out is replaced by where it leads in its distro.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/result.hpp"

namespace berth::netbridge {

/// The target of the symbolic link at the path in the origin; std::nullopt when there is none there.
using ReadLink = std::function<std::optional<std::string>(const std::string& path)>;

/// Fails beyond 40 links, as the kernel does, in words about "it". Paths that are not absolute come back
/// unchanged.
base::Result<std::string> resolve_absolute_links(const std::string& path, const ReadLink& read_link);

} // namespace berth::netbridge
