// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/host_paths.hpp"

#include <vector>

namespace berth::netbridge {
namespace {

constexpr std::string_view kProjections = "/distros/";
constexpr std::size_t kPathMax = 4096; // PATH_MAX of Linux

bool is_below(std::string_view path, std::string_view directory)
{
    return path.starts_with(directory) && (path.size() == directory.size() || path[directory.size()] == '/');
}

/// What may follow a path's last component in a message; anything else is still part of the name.
bool ends_a_component(std::string_view rest)
{
    return rest.empty() || rest.front() == '/' ||
           std::string_view(" :\"',;)]}\n\t").find(rest.front()) != rest.npos;
}

} // namespace

std::string clean_path(std::string_view absolute_path)
{
    std::vector<std::string_view> kept;
    std::size_t begin = 0;
    while (begin < absolute_path.size()) {
        const std::size_t end = std::min(absolute_path.find('/', begin), absolute_path.size());
        const std::string_view part = absolute_path.substr(begin, end - begin);
        if (part == ".." && !kept.empty()) {
            kept.pop_back();
        } else if (!part.empty() && part != "." && part != "..") {
            kept.push_back(part);
        }
        begin = end + 1;
    }
    std::string clean;
    for (const std::string_view part : kept) {
        clean.append("/").append(part);
    }
    return clean.empty() ? "/" : clean;
}

PathOwner owner_of(std::string_view clean_absolute_path)
{
    // Agents that read cgroups must see those of the containers, and the projections have none.
    if (is_below(clean_absolute_path, "/sys/fs/cgroup")) {
        return PathOwner::engine;
    }
    // docker.sock is no exception: in the origin it is the proxy's socket, so a container that mounts it
    // speaks to the engine through the same translation as the user who started it. The engine's own
    // /run/docker.sock is dockerd's.
    return PathOwner::origin;
}

HostPaths::HostPaths(std::string_view distro)
    : distro_(distro), prefix_(std::string(kProjections).append(distro))
{}

base::Result<std::string> HostPaths::to_engine(std::string_view user_path) const
{
    if (!user_path.starts_with('/')) {
        return std::string(user_path);
    }
    if (user_path.find('\0') != std::string_view::npos) {
        return base::Failure("the path has a NUL character in it", "");
    }
    if (user_path.size() > kPathMax) {
        return base::Failure("the path is longer than " + std::to_string(kPathMax) + " bytes", "");
    }
    // As written where possible, so that the way back gives the user's own text. But dockerd cleans paths
    // itself, and /distros/host/x/../../.. would leave the projection.
    const std::string clean = clean_path(user_path);
    const bool climbs = user_path.find("/..") != std::string_view::npos;
    if (owner_of(clean) == PathOwner::engine) {
        return climbs ? clean : std::string(user_path);
    }
    if (clean == "/") {
        return prefix_;
    }
    return prefix_ + (climbs ? clean : std::string(user_path));
}

std::string HostPaths::to_user(std::string_view engine_path) const
{
    if (!is_below(engine_path, prefix_)) {
        return std::string(engine_path);
    }
    const std::string_view rest = engine_path.substr(prefix_.size());
    return rest.empty() ? "/" : std::string(rest);
}

std::string HostPaths::text_to_user(std::string_view text) const
{
    std::string result;
    std::size_t done = 0;
    for (std::size_t at = text.find(prefix_); at != std::string_view::npos; at = text.find(prefix_, done)) {
        const std::string_view rest = text.substr(at + prefix_.size());
        result.append(text.substr(done, at - done));
        if (!ends_a_component(rest)) {
            result.append(prefix_); // /distros/hostile is another distro
        } else if (rest.empty() || rest.front() != '/') {
            result.append("/");
        }
        done = at + prefix_.size();
    }
    return result.append(text.substr(done));
}

} // namespace berth::netbridge
