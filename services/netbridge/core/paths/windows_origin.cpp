// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/paths/windows_origin.hpp"

#include <algorithm>

#include "services/netbridge/core/paths/windows_forms.hpp"

namespace berth::netbridge {
namespace {

constexpr std::string_view kInEveryEngine[] = {"/dev", "/proc", "/sys", "/lib/modules"};

std::string with_backslashes(std::string_view path)
{
    std::string result(path);
    std::replace(result.begin(), result.end(), '/', '\\');
    return result;
}

template <class... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

} // namespace

WindowsOrigin::WindowsOrigin(WindowsDrives drives, EngineView view)
    : Origin(std::move(view)), drives_(std::move(drives))
{}

bool WindowsOrigin::is_path(std::string_view typed) const
{
    return is_windows_path(typed);
}

std::size_t WindowsOrigin::bind_source_end(std::string_view bind) const
{
    return windows_bind_source_end(bind);
}

base::Result<Origin::Place> WindowsOrigin::locate(std::string_view typed) const
{
    // What is shown where Windows has no text for it must be taken back as it is, backslashes and colons too.
    if (typed.starts_with('/') && !typed.starts_with("//")) {
        if (auto literal = as_literal(typed)) {
            return *std::move(literal);
        }
    }
    const auto form = parse_windows_path(typed, drives_.automount_root);
    if (!form) {
        return form.error();
    }
    using Found = base::Result<Place>;
    return std::visit(
        Overloaded{
            [&](const DrivePath& drive) -> Found {
                const auto prefix = drives_.engine_prefixes.find(drive.letter);
                if (prefix == drives_.engine_prefixes.end()) {
                    return base::Failure(
                        std::string("the engine does not see the drive ") + drive.letter + ":", "");
                }
                return Place{.owner = PathOwner::origin,
                             .location = location_of(prefix->second + (drive.path == "/" ? "" : drive.path))};
            },
            [](const WslPath& wsl) -> Found {
                return Place{.owner = PathOwner::distro,
                             .location = {.distro = wsl.distro, .path = wsl.path}};
            },
            [&](const DockerPipe&) -> Found { return locate_engine_words("/var/run/docker.sock"); },
            [&](const EngineWords& words) -> Found { return locate_engine_words(words.path); },
        },
        *form);
}

base::Result<Origin::Place> WindowsOrigin::locate_engine_words(const std::string& path) const
{
    const std::string clean = clean_path(path);
    if (auto socket = as_docker_socket(clean)) {
        return *std::move(socket);
    }
    if (auto literal = as_literal(path)) {
        return *std::move(literal);
    }
    const auto holds = [&](std::string_view directory) { return is_below(clean, directory); };
    const bool on_a_drive = std::any_of(drives_.engine_prefixes.begin(), drives_.engine_prefixes.end(),
                                        [&](const auto& drive) { return holds(drive.second); });
    if (on_a_drive || std::any_of(std::begin(kInEveryEngine), std::end(kInEveryEngine), holds)) {
        return Place{.owner = on_a_drive ? PathOwner::origin : PathOwner::engine,
                     .location = location_of(path)};
    }
    return base::Failure(
        "it is no path of Windows; write C:\\... for a drive, \\\\wsl.localhost\\<distro>\\... "
        "or /distros/<distro>/... for a distro's file",
        "");
}

std::string WindowsOrigin::show(const Location& location) const
{
    const std::string engine_path = to_engine_path(location);
    const std::pair<const char, std::string>* nearest = nullptr;
    for (const auto& drive : drives_.engine_prefixes) {
        if (is_below(engine_path, drive.second) &&
            (nearest == nullptr || drive.second.size() > nearest->second.size())) {
            nearest = &drive;
        }
    }
    if (nearest != nullptr) {
        const std::string rest = engine_path.substr(nearest->second.size());
        return std::string(1, nearest->first) + ":" + (rest.empty() ? "\\" : with_backslashes(rest));
    }
    if (!location.distro.empty()) {
        return "\\\\wsl.localhost\\" + location.distro + with_backslashes(location.path);
    }
    return engine_path;
}

std::vector<std::string> WindowsOrigin::shown_prefixes() const
{
    std::vector<std::string> prefixes;
    for (const auto& [letter, prefix] : drives_.engine_prefixes) {
        prefixes.push_back(prefix);
    }
    return prefixes;
}

} // namespace berth::netbridge
