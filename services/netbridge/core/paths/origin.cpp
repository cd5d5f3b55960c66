// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/paths/origin.hpp"

#include <algorithm>

#include "services/netbridge/core/paths/absolute_links.hpp"
#include "services/netbridge/core/paths/engine_text.hpp"

namespace berth::netbridge {
namespace {

constexpr std::size_t kPathMax = 4095; // PATH_MAX of Linux, without the NUL

/// The way back must tell which name was typed. dockerd keeps the text of what it was asked for (Binds) and
/// cleans the text of what it did (Mounts), so a dot says "the shorter name" in the first and is gone in the
/// second.
constexpr std::string_view kSocketNames[] = {"/var/run/docker.sock", "/run/docker.sock"};

std::string dotted(const std::string& path)
{
    const std::size_t slash = path.rfind('/');
    return path.substr(0, slash) + "/." + path.substr(slash);
}

} // namespace

std::string not_attached(const std::string& distro)
{
    return "the distro " + distro + " is not attached to the engine; attach it with: berth distro attach " +
           distro;
}

Origin::Origin(EngineView view) : view_(std::move(view)) {}

base::Result<std::string> Origin::to_engine(std::string_view typed) const
{
    if (typed.find('\0') != std::string_view::npos) {
        return base::Failure("the path has a NUL character in it", "");
    }
    if (!is_path(typed)) {
        return std::string(typed);
    }
    const auto place = locate(typed);
    if (!place) {
        return place.error();
    }
    const std::string& distro = place->location.distro;
    if (place->owner != PathOwner::docker_socket && !distro.empty() && !view_.is_attached(distro)) {
        return base::Failure(not_attached(distro), "");
    }
    const auto location = over_absolute_links(*place);
    if (!location) {
        return location.error();
    }
    std::string engine_path = to_engine_path(*location);
    if (engine_path.size() > kPathMax) {
        return base::Failure("the path is longer than " + std::to_string(kPathMax) + " bytes in the engine",
                             "");
    }
    return engine_path;
}

std::string Origin::to_user(std::string_view engine_path) const
{
    const std::string& socket = view_.docker_socket;
    if (!socket.empty() && (engine_path == socket || engine_path == dotted(socket))) {
        return std::string(kSocketNames[engine_path == socket ? 0 : 1]);
    }
    std::string shown = show(location_of(engine_path));
    if (shown == engine_path) {
        return shown;
    }
    const auto place = placed(shown);
    return place && to_engine_path(place->location) == engine_path ? shown : std::string(engine_path);
}

std::string Origin::text_to_user(std::string_view text) const
{
    std::vector<std::string> prefixes = shown_prefixes();
    prefixes.emplace_back(kDistrosDir);
    if (!view_.docker_socket.empty()) {
        prefixes.push_back(view_.docker_socket);
    }
    std::string result;
    std::size_t done = 0;
    for (const PathInText& found : engine_paths_in(text, prefixes)) {
        if (found.begin < done) {
            continue; // went with the words before
        }
        const std::string_view path = text.substr(found.begin, found.end - found.begin);
        const std::string_view before = text.substr(done, found.begin - done);
        const std::string_view behind = text.substr(found.end);
        const Location location = location_of(path);
        const auto words = words_of_absence(before, behind);
        if (words && is_missing_distro(location)) {
            result.append(before.substr(0, before.size() - words->before))
                .append(not_attached(location.distro));
            done = found.end + words->behind;
        } else {
            result.append(before).append(to_user(path));
            done = found.end;
        }
    }
    return result.append(text.substr(done));
}

/// Said to be absent. A projection's own root is never so while its distro is there.
bool Origin::is_missing_distro(const Location& location) const
{
    return !location.distro.empty() && (location.path == "/" || !view_.is_attached(location.distro));
}

base::Result<Origin::Place> Origin::placed(std::string_view typed) const
{
    return is_path(typed) ? locate(typed) : base::Result<Place>(base::Failure("not a path", ""));
}

std::optional<PathOwner> Origin::owner_of(std::string_view typed) const
{
    const auto place = placed(typed);
    return place ? std::optional(place->owner) : std::nullopt;
}

std::optional<Origin::Place> Origin::as_docker_socket(std::string_view clean_path) const
{
    const auto* const name = std::find(std::begin(kSocketNames), std::end(kSocketNames), clean_path);
    if (view_.docker_socket.empty() || name == std::end(kSocketNames)) {
        return std::nullopt;
    }
    const bool first = name == std::begin(kSocketNames);
    return Place{
        .owner = PathOwner::docker_socket,
        .location = {.distro = "", .path = first ? view_.docker_socket : dotted(view_.docker_socket)}};
}

std::optional<Origin::Place> Origin::as_literal(std::string_view typed)
{
    const std::string clean = clean_path(typed);
    const std::string as_typed = clean + (typed.ends_with('/') && clean != "/" ? "/" : "");
    if (is_below(clean, kDistrosDir)) {
        Location location = location_of(as_typed);
        const PathOwner owner = location.distro.empty() ? PathOwner::engine : PathOwner::distro;
        return Place{.owner = owner, .location = std::move(location)};
    }
    // Agents that read cgroups must see those of the containers, and the projections have none.
    if (is_below(clean, "/sys/fs/cgroup")) {
        return Place{.owner = PathOwner::engine, .location = {.distro = "", .path = as_typed}};
    }
    return std::nullopt;
}

base::Result<Location> Origin::over_absolute_links(const Place& place) const
{
    const Location& location = place.location;
    if (location.distro.empty()) {
        return location;
    }
    const auto read_link = [&](const std::string& path) { return view_.read_link(location.distro, path); };
    auto path = resolve_absolute_links(location.path, read_link);
    if (!path) {
        return path.error();
    }
    const bool moved = *path != location.path;
    if (const auto socket =
            moved && place.owner == PathOwner::origin ? as_docker_socket(*path) : std::nullopt) {
        return socket->location;
    }
    return Location{.distro = location.distro, .path = *path};
}

} // namespace berth::netbridge
