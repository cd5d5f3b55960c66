// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/paths/origin.hpp"

#include "services/netbridge/core/paths/docker_socket.hpp"
#include "services/netbridge/core/paths/engine_text.hpp"

namespace berth::netbridge {
namespace {

/// The way back must tell which name was typed. dockerd keeps the text of what it was asked for (Binds) and
/// cleans the text of what it did (Mounts), so a dot says "the shorter name" in the first and is gone in the
/// second.
std::string dotted(const std::string& path)
{
    const std::size_t slash = path.rfind('/');
    return path.substr(0, slash) + "/." + path.substr(slash);
}

bool has_nul(std::string_view text)
{
    return text.find('\0') != std::string_view::npos;
}

base::Failure too_long()
{
    return {"the path is longer than " + std::to_string(kMaxPathBytes) + " bytes in the engine", ""};
}

} // namespace

std::string not_attached(const std::string& distro)
{
    return "the distro " + distro + " is not attached to the engine; attach it with: berth distro attach " +
           distro;
}

Origin::Origin(EngineView view) : view_(std::move(view)) {}

std::optional<Location> Origin::asks_about(std::string_view typed) const
{
    const auto place = placed(typed);
    return place && !place->location.distro.empty() ? std::optional(place->location) : std::nullopt;
}

base::Result<std::string> Origin::to_engine(std::string_view typed, const PathAnswers& answers) const
{
    if (!is_path(typed) && !has_nul(typed)) {
        return std::string(typed);
    }
    const auto place = placed(typed);
    if (!place) {
        return place.error();
    }
    const auto location = as_seen(*place, answers);
    if (!location) {
        return location.error();
    }
    std::string engine_path = to_engine_path(*location);
    if (engine_path.size() > kMaxPathBytes) {
        return too_long();
    }
    return engine_path;
}

std::string Origin::to_user(std::string_view engine_path) const
{
    const std::string& socket = view_.docker_socket;
    if (!socket.empty() && (engine_path == socket || engine_path == dotted(socket))) {
        return std::string(kDockerSocketNames[engine_path == socket ? 0 : 1]);
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
    if (has_nul(typed)) {
        return base::Failure("the path has a NUL character in it", "");
    }
    if (!is_path(typed)) {
        return base::Failure("not a path", "");
    }
    auto place = locate(typed);
    if (place && to_engine_path(place->location).size() > kMaxPathBytes) {
        return too_long();
    }
    return place;
}

std::optional<PathOwner> Origin::owner_of(std::string_view typed) const
{
    const auto place = placed(typed);
    return place ? std::optional(place->owner) : std::nullopt;
}

std::optional<Origin::Place> Origin::as_docker_socket(std::string_view clean_path) const
{
    if (view_.docker_socket.empty() || !is_docker_socket_name(clean_path)) {
        return std::nullopt;
    }
    const bool first = clean_path == kDockerSocketNames[0];
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

base::Result<Location> Origin::as_seen(const Place& place, const PathAnswers& answers) const
{
    const Location& location = place.location;
    if (location.distro.empty()) {
        return location;
    }
    const auto unseen = base::Failure("nobody has looked what is there in the engine", "");
    const auto distro = answers.find(location.distro);
    if (distro == answers.end()) {
        return unseen;
    }
    if (!distro->second.attached) {
        return base::Failure(not_attached(location.distro), "");
    }
    const auto path = distro->second.paths.find(location.path);
    if (path == distro->second.paths.end()) {
        return unseen;
    }
    if (!path->second) {
        return path->second.error();
    }
    const bool moved = *path->second != location.path;
    const auto socket =
        moved && place.owner == PathOwner::origin ? as_docker_socket(*path->second) : std::nullopt;
    return socket ? socket->location : Location{.distro = location.distro, .path = *path->second};
}

} // namespace berth::netbridge
