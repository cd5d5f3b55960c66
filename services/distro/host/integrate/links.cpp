// SPDX-License-Identifier: Apache-2.0
#include "services/distro/host/integrate/links.hpp"

#include <algorithm>
#include <filesystem>

#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/linux/unix_socket.hpp"

namespace berth::distro {
namespace {

namespace fs = std::filesystem;

std::string target_of(const std::string& path)
{
    std::error_code none;
    const fs::path target = fs::read_symlink(path, none);
    return none ? std::string() : target.string();
}

bool leads_into_share(const std::string& path)
{
    return target_of(path).rfind(std::string(kShareInDistro) + "/", 0) == 0;
}

Standing standing_of(const std::string& path)
{
    struct stat found {};
    if (::lstat(path.c_str(), &found) != 0) {
        return Standing::nothing;
    }
    return leads_into_share(path) ? Standing::ours : Standing::foreign;
}

void add_once(std::vector<std::string>& made, const std::string& path)
{
    if (std::find(made.begin(), made.end(), path) == made.end()) {
        made.push_back(path);
    }
}

void make_parents(const fs::path& directory, std::vector<std::string>& made)
{
    if (directory.empty() || fs::exists(directory)) {
        return;
    }
    make_parents(directory.parent_path(), made);
    if (::mkdir(directory.c_str(), 0755) != 0) {
        throw base::SystemError("making directory " + directory.string() + " in the distro");
    }
    add_once(made, directory.string());
}

void make_link(const DistroLink& link, std::vector<std::string>& made)
{
    if (target_of(link.path) != link.target) {
        make_parents(fs::path(link.path).parent_path(), made);
        if (standing_of(link.path) == Standing::ours || link.path == kSocketInDistro) {
            (void)::unlink(link.path.c_str()); // an older one, or a socket that nobody listens at
        }
        if (::symlink(link.target.c_str(), link.path.c_str()) != 0) {
            throw base::SystemError("linking " + link.path + " in the distro to " + link.target);
        }
    }
    add_once(made, link.path);
}

} // namespace

DistroView look_around()
{
    std::error_code absent; // then they are not the same
    return {.look = standing_of, .var_run_is_run = fs::equivalent("/var/run", "/run", absent)};
}

void expect_socket_is_free()
{
    if (standing_of(kSocketInDistro) != Standing::foreign) {
        return;
    }
    const std::string target = target_of(kSocketInDistro);
    if (!target.empty()) {
        throw base::Error(std::string(kSocketInDistro) + " leads to " + target + " in the distro",
                          "remove that link if the engine behind it is not wanted any more, then try again");
    }
    if (base::has_listener(kSocketInDistro)) { // else it was left behind by somebody who has ended
        throw base::Error(std::string("another engine listens at ") + kSocketInDistro + " in the distro",
                          "stop the docker that is installed in the distro, then try again");
    }
}

std::vector<std::string> make_links(const std::vector<DistroLink>& links,
                                    const std::vector<std::string>& made)
{
    std::vector<std::string> left;
    std::vector<std::string> stale;
    for (const std::string& path : made) {
        const bool is_planned = std::any_of(links.begin(), links.end(),
                                            [&](const DistroLink& link) { return link.path == path; });
        (is_planned || fs::is_directory(path) ? left : stale).push_back(path);
    }
    remove_links(stale);
    for (const DistroLink& link : links) {
        make_link(link, left);
    }
    return left;
}

void remove_links(const std::vector<std::string>& made)
{
    std::for_each(made.rbegin(), made.rend(), [](const std::string& path) {
        struct stat found {};
        if (::lstat(path.c_str(), &found) != 0) {
            return;
        }
        if (S_ISDIR(found.st_mode)) {
            (void)::rmdir(path.c_str()); // one that others use by now is not empty and stays
        } else if (leads_into_share(path) || (path == "/var/run" && target_of(path) == "/run")) {
            (void)::unlink(path.c_str()); // a read-only root keeps a link that leads nowhere
        }
    });
}

} // namespace berth::distro
