// SPDX-License-Identifier: Apache-2.0
// What gives a distro a docker of its own, decided from what stands there already. Pure.
//
//   /run/berth            mount: the distro's share, with docker.sock (netbridge's), client/ and launcher
//   /run/docker.sock      link to the socket there; /var/run leads to /run nearly everywhere
//   /usr/local/…          links to the share's programs, only where a shell would find no docker otherwise
//
// The share is a directory and no socket is mounted itself: netbridge makes a new socket file at each start,
// and the distro sees it at once.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace berth::distro {

constexpr const char* kShareInDistro = "/run/berth";
constexpr const char* kSocketInDistro = "/run/docker.sock";

/// What is at a path of the distro.
enum class Standing {
    nothing,
    ours, ///< a link into the share
    foreign,
};

struct DistroView {
    std::function<Standing(const std::string& path)> look; ///< does not follow the path's last link
    bool var_run_is_run = true;
};

struct DistroLink {
    std::string path;
    std::string target;

    bool operator==(const DistroLink&) const = default;
};

struct LinkPlan {
    std::vector<DistroLink> links;
    std::string client; ///< the docker that a shell of the distro will find; empty: none
};

/// `plugins`: names of the client's plugins, such as "docker-compose"; nullopt: there is no client to give.
LinkPlan plan_links(const std::optional<std::vector<std::string>>& plugins, const DistroView& view);

} // namespace berth::distro
