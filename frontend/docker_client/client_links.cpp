// SPDX-License-Identifier: Apache-2.0
#include "frontend/docker_client/client_links.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>
#include <sstream>
#include <system_error>

#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"

namespace berth::docker_client {
namespace {

namespace fs = std::filesystem;

using Links = std::map<fs::path, fs::path>; // where the link stands, where it leads

constexpr const char* kBin = "usr/local/bin";
constexpr const char* kPlugins = "usr/local/lib/docker/cli-plugins"; // the first of all that docker looks in
// The others, from docker/cli, cli-plugins/manager/manager_unix.go.
constexpr std::array kOtherPlugins{"usr/local/libexec/docker/cli-plugins", "usr/lib/docker/cli-plugins",
                                   "usr/libexec/docker/cli-plugins"};
constexpr const char* kPluginPrefix = "docker-";

bool is_there(const fs::path& path)
{
    std::error_code ignored; // what cannot be looked at counts as not there; making the link then says why
    return fs::exists(fs::symlink_status(path, ignored));
}

bool is_ours(const Places& places, const fs::path& link)
{
    std::error_code error;
    const fs::path target = fs::read_symlink(link, error); // fails for all but links
    const fs::path below = target.lexically_normal().lexically_relative(places.state_dir);
    return !error && !below.empty() && *below.begin() != ".." && *below.begin() != ".";
}

std::vector<fs::path> entries(const fs::path& directory)
{
    std::vector<fs::path> paths;
    std::error_code ignored; // one that is absent or unreadable has none of ours
    for (const fs::directory_entry& each : fs::directory_iterator(directory, ignored)) {
        paths.push_back(each.path());
    }
    return paths;
}

std::vector<fs::path> our_links(const Places& places)
{
    std::vector<fs::path> candidates = entries(places.root / kPlugins);
    candidates.push_back(places.root / kBin / "docker");
    std::erase_if(candidates, [&](const fs::path& each) { return !is_ours(places, each); });
    return candidates;
}

fs::path find_machines_own(const Places& places)
{
    std::istringstream directories(places.search_path);
    for (std::string directory; std::getline(directories, directory, ':');) {
        const fs::path program = places.root / fs::path(directory).relative_path() / "docker";
        std::error_code ignored;
        if (!directory.empty() && fs::is_regular_file(program, ignored) &&
            ::access(program.c_str(), X_OK) == 0 && !is_ours(places, program)) {
            return program;
        }
    }
    return {};
}

bool machine_has_plugin(const Places& places, const fs::path& name)
{
    return std::any_of(kOtherPlugins.begin(), kOtherPlugins.end(),
                       [&](const char* directory) { return is_there(places.root / directory / name); });
}

Links wanted_links(const Places& places, const fs::path& client_dir)
{
    Links links;
    const fs::path client = places.root / kBin / "docker";
    if (is_there(client) && !is_ours(places, client)) {
        return links; // a file without the right to run it, or a link that leads nowhere: its owner's
                      // business
    }
    links[client] = client_dir / "docker";
    for (const fs::path& plugin : entries(client_dir / "cli-plugins")) {
        const fs::path name = plugin.filename();
        const fs::path link = places.root / kPlugins / name;
        if (name.string().rfind(kPluginPrefix, 0) == 0 && !machine_has_plugin(places, name) &&
            (!is_there(link) || is_ours(places, link))) {
            links[link] = plugin;
        }
    }
    return links;
}

void remove_links(const Places& places, const Links& but, Changes& changes)
{
    for (const fs::path& link : our_links(places)) {
        if (but.count(link) != 0) {
            continue;
        }
        std::error_code error;
        if (!fs::remove(link, error) && error) {
            throw base::SystemError("removing the link " + link.string(), error.value());
        }
        changes.removed.push_back(link);
    }
    if (but.empty()) {
        for (const fs::path& directory : {fs::path(kPlugins), fs::path(kPlugins).parent_path()}) {
            (void)::rmdir(
                (places.root / directory).c_str()); // fails for one that holds something, as it should
        }
    }
}

/// A new link fails where something appeared meanwhile; one of ours is replaced in one step, so that no shell
/// finds it missing.
void make_link(const Places& places, const fs::path& link, const fs::path& target)
{
    base::make_directories(link.parent_path());
    std::error_code error;
    if (!is_ours(places, link)) {
        fs::create_symlink(target, link, error);
    } else {
        const fs::path next = link.parent_path() / ("." + link.filename().string() + ".berth-new");
        fs::remove(next, error); // of an update that was killed; what remains shows in the next call
        fs::create_symlink(target, next, error);
        if (!error) {
            fs::rename(next, link, error);
        }
    }
    if (error) {
        throw base::SystemError("linking " + link.string() + " to " + target.string(), error.value());
    }
}

Changes reconcile(const Places& places, const Links& wanted)
{
    Changes changes;
    remove_links(places, wanted, changes);
    for (const auto& [link, target] : wanted) {
        std::error_code none; // no link yet: there is no target, and it differs
        if (fs::read_symlink(link, none) != target) {
            make_link(places, link, target);
            changes.linked.push_back(link);
        }
    }
    return changes;
}

} // namespace

Changes update(const Places& places, const fs::path& client_dir)
{
    const fs::path machines_own = find_machines_own(places);
    Changes changes = reconcile(places, machines_own.empty() ? wanted_links(places, client_dir) : Links{});
    changes.machines_own = machines_own;
    return changes;
}

Changes remove(const Places& places)
{
    return reconcile(places, {});
}

} // namespace berth::docker_client
