// SPDX-License-Identifier: Apache-2.0
// The names by which callers mean "the docker socket".
#pragma once

#include <algorithm>
#include <iterator>
#include <string_view>

namespace berth::netbridge {

/// The first is the one that is shown.
inline constexpr std::string_view kDockerSocketNames[] = {"/var/run/docker.sock", "/run/docker.sock"};

inline bool is_docker_socket_name(std::string_view clean_path)
{
    return std::find(std::begin(kDockerSocketNames), std::end(kDockerSocketNames), clean_path) !=
           std::end(kDockerSocketNames);
}

} // namespace berth::netbridge
