// SPDX-License-Identifier: Apache-2.0
#include "services/distro/host/init/resolv_conf.hpp"

#include <filesystem>

#include <fcntl.h>
#include <linux/mount.h>

#include "base/files.hpp"
#include "base/linux/mount.hpp"
#include "services/distro/core/wsl_conf.hpp"

namespace berth::distro {
namespace {

namespace fs = std::filesystem;

constexpr const char* kResolvConf = "/etc/resolv.conf";

/// What /run holds ends with the distro; elsewhere nothing is made that a user did not.
bool may_be_made(const fs::path& path)
{
    return path == kResolvConf || path.native().rfind("/run/", 0) == 0;
}

/// The file itself, links followed; empty when there is no place for it.
fs::path place_for_mount()
{
    std::error_code error;
    const fs::path path = fs::weakly_canonical(kResolvConf, error);
    if (error || fs::is_regular_file(path, error)) {
        return error ? fs::path() : path;
    }
    if (fs::exists(fs::symlink_status(path, error)) || !may_be_made(path) ||
        !fs::is_directory("/etc", error)) {
        return {};
    }
    base::make_directories(path.parent_path());
    (void)base::open_file(path, O_WRONLY | O_CREAT | O_EXCL, 0644);
    return path;
}

} // namespace

base::UniqueFd take_resolv_conf()
{
    std::error_code error;
    const fs::path path = fs::canonical(kResolvConf, error);
    if (error || !fs::is_regular_file(path, error)) {
        return {};
    }
    base::UniqueFd tree = base::clone_tree(path, false);
    base::set_tree_attributes(tree.get(), false, MOUNT_ATTR_RDONLY, 0, 0);
    return tree;
}

void offer_resolv_conf(const base::UniqueFd& tree)
{
    const base::Result<std::string> conf = base::read_file("/etc/wsl.conf");
    if (!tree || (conf && !parse_wsl_conf(*conf).generate_resolv_conf)) {
        return;
    }
    const fs::path place = place_for_mount();
    if (!place.empty()) {
        base::attach_tree(tree.get(), place);
    }
}

} // namespace berth::distro
