// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/paths/location.hpp"

#include <algorithm>
#include <vector>

namespace berth::netbridge {

std::string to_engine_path(const Location& location)
{
    if (location.distro.empty()) {
        return location.path;
    }
    const std::string projection = std::string(kDistrosDir) + "/" + location.distro;
    return location.path == "/" ? projection : projection + location.path;
}

Location location_of(std::string_view engine_path)
{
    if (!is_below(engine_path, kDistrosDir)) {
        return {.distro = "", .path = std::string(engine_path)};
    }
    const std::string_view below = engine_path.substr(std::min(kDistrosDir.size() + 1, engine_path.size()));
    const std::string_view name = below.substr(0, below.find('/'));
    if (name.empty() || name == "." || name == "..") {
        return {.distro = "", .path = std::string(engine_path)};
    }
    const std::string_view rest = below.substr(name.size());
    return {.distro = std::string(name), .path = rest.empty() ? "/" : std::string(rest)};
}

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

bool is_below(std::string_view path, std::string_view directory)
{
    return path.starts_with(directory) && (path.size() == directory.size() || path[directory.size()] == '/');
}

std::string without_climbing(std::string_view absolute_path)
{
    const bool climbs = absolute_path.find("/..") != std::string_view::npos;
    std::string clean = clean_path(absolute_path);
    return climbs || clean == "/" ? clean : std::string(absolute_path);
}

} // namespace berth::netbridge
