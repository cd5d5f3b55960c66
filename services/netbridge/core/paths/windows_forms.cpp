// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/paths/windows_forms.hpp"

#include <algorithm>
#include <optional>

#include "services/netbridge/core/paths/location.hpp"

namespace berth::netbridge {
namespace {

using Form = base::Result<WindowsForm>;

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

char upper(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

bool equals_ignoring_case(std::string_view one, std::string_view other)
{
    return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                      [](char a, char b) { return upper(a) == upper(b); });
}

bool has_drive(std::string_view text)
{
    return text.size() >= 2 && is_letter(text[0]) && text[1] == ':';
}

std::string with_slashes(std::string_view text)
{
    std::string result(text);
    std::replace(result.begin(), result.end(), '\\', '/');
    return result;
}

Form refused(std::string why)
{
    return base::Failure(std::move(why), "");
}

/// The part before the next slash, which is taken off `rest` together with it; `rest` keeps no first slash.
std::string_view take_component(std::string_view& rest)
{
    const std::string_view component = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(component.size() + 1, rest.size()));
    return component;
}

/// "C:/x", slashes only.
Form drive_path(std::string_view text)
{
    const std::string_view path = text.substr(2);
    if (!path.starts_with('/')) {
        return refused(
            "it depends on a current directory of the drive; write it from the drive's root, as in " +
            std::string(text.substr(0, 2)) + "\\");
    }
    if (path.find(':') != std::string_view::npos) {
        return refused("a colon cannot stand in a Windows path but behind the drive's letter");
    }
    return DrivePath{.letter = upper(text[0]), .path = without_climbing(path)};
}

bool names_wsl(std::string_view share)
{
    const std::string_view server = take_component(share);
    return equals_ignoring_case(server, "wsl$") || equals_ignoring_case(server, "wsl.localhost");
}

/// "wsl$/Ubuntu/home", what stands behind the two slashes of a UNC path.
Form share(std::string_view rest)
{
    if (!names_wsl(rest)) {
        return refused(
            "a share of another machine (UNC path) cannot be mounted; map it in a distro, or make a "
            "volume of type cifs");
    }
    take_component(rest);
    const std::string_view distro = take_component(rest);
    if (distro.empty() || distro == "." || distro == "..") {
        return refused("it names no distro; write \\\\wsl.localhost\\<distro>\\<path>");
    }
    return WslPath{.distro = std::string(distro), .path = without_climbing("/" + std::string(rest))};
}

/// What stands behind "\\?\" or "\\.\".
Form device(std::string_view rest)
{
    if (has_drive(rest)) {
        return drive_path(rest);
    }
    const std::string_view kind = take_component(rest);
    if (equals_ignoring_case(kind, "UNC")) {
        return share(rest);
    }
    if (!equals_ignoring_case(kind, "pipe")) {
        return refused("a Windows device cannot be mounted into a container");
    }
    if (!equals_ignoring_case(rest, "docker_engine")) {
        return refused("a named pipe other than docker_engine cannot be mounted into a container");
    }
    return DockerPipe{};
}

/// "/mnt/c/x" below "/mnt" is "c:/x"; slashes only.
std::optional<std::string> drive_below(std::string_view path, std::string_view root)
{
    if (root != "/" && !is_below(path, root)) {
        return std::nullopt;
    }
    const std::string_view rest = path.substr(root == "/" ? 0 : root.size());
    if (rest.size() < 2 || !is_letter(rest[1]) || (rest.size() > 2 && rest[2] != '/')) {
        return std::nullopt;
    }
    return std::string(1, rest[1]) + ":" + (rest.size() > 2 ? std::string(rest.substr(2)) : "/");
}

Form slash_path(std::string_view typed, std::string_view automount_root)
{
    const std::string path = without_climbing(with_slashes(typed));
    for (const std::string_view root :
         {std::string_view("/"), automount_root, std::string_view("/mnt"),
          std::string_view("/run/desktop/mnt/host"), std::string_view("/host_mnt")}) {
        if (const auto drive = drive_below(path, root)) {
            return drive_path(*drive);
        }
    }
    return EngineWords{.path = without_climbing(typed)};
}

/// Behind "\\?\" and its kin, in either slash; 0: there is none.
std::size_t device_prefix(std::string_view text)
{
    const std::string start = with_slashes(text.substr(0, 4));
    return start == "//?/" || start == "//./" ? start.size() : 0;
}

} // namespace

bool is_windows_path(std::string_view typed)
{
    const bool legacy = typed.size() >= 2 && is_letter(typed[0]) && typed[1] == '/';
    return typed.starts_with('/') || typed.starts_with('\\') || has_drive(typed) || legacy;
}

base::Result<WindowsForm> parse_windows_path(std::string_view typed, std::string_view automount_root)
{
    const std::string path = with_slashes(typed);
    if (const std::size_t prefix = device_prefix(typed); prefix > 0) {
        return device(std::string_view(path).substr(prefix));
    }
    if (has_drive(path)) {
        return drive_path(path);
    }
    if (!path.starts_with('/')) {
        return slash_path("/" + path, "/"); // compose's "c/x"
    }
    if (path.starts_with("//") && (typed.starts_with('\\') || names_wsl(std::string_view(path).substr(2)))) {
        return share(std::string_view(path).substr(2));
    }
    if (typed.starts_with('\\')) {
        return refused("it depends on a current drive; write it with the drive's letter, as in C:\\");
    }
    // MSYS programs double the first slash so that MSYS does not edit it.
    const std::size_t name = std::min(typed.find_first_not_of('/'), typed.size());
    return slash_path(typed.substr(name - 1), automount_root);
}

std::size_t windows_bind_source_end(std::string_view bind)
{
    const std::size_t prefix = device_prefix(bind);
    return bind.find(':', prefix + (has_drive(bind.substr(prefix)) ? 2 : 0));
}

} // namespace berth::netbridge
