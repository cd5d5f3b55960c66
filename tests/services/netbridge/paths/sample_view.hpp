// SPDX-License-Identifier: Apache-2.0
// A world for path rules: what is attached, what links there are, where the proxy's socket is.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>

#include "services/netbridge/core/paths/origin.hpp"

namespace berth::netbridge::test {

using Links = std::map<std::pair<std::string, std::string>, std::string>; ///< {distro, path} to target

/// Attached are "host", "Ubuntu" and "Debian".
inline EngineView sample_view(const std::string& docker_socket = "/run/origins/docker.sock", Links links = {})
{
    const std::set<std::string> attached{"host", "Ubuntu", "Debian"};
    return {.is_attached = [attached](const std::string& distro) { return attached.count(distro) > 0; },
            .read_link = [links = std::move(links)](const std::string& distro,
                                                    const std::string& path) -> std::optional<std::string> {
                const auto found = links.find({distro, path});
                return found == links.end() ? std::nullopt : std::optional(found->second);
            },
            .docker_socket = docker_socket};
}

} // namespace berth::netbridge::test
