// SPDX-License-Identifier: Apache-2.0
#include "services/distro/host/integrate/share.hpp"

#include <algorithm>

#include <fcntl.h>
#include <linux/mount.h>
#include <sys/stat.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/linux/mount.hpp"
#include "services/distro/core/integration.hpp"

namespace berth::distro {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kDirectoryMode = 0755;
constexpr unsigned long long kReadOnly = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;

std::vector<std::string> names_in(const fs::path& directory)
{
    std::vector<std::string> names;
    std::error_code none; // a client without plugins
    for (const fs::directory_entry& entry : fs::directory_iterator(directory, none)) {
        names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

/// The launcher goes by the name that it is called by.
void link_program(const fs::path& directory, const std::string& name)
{
    std::error_code exists;
    fs::create_symlink("../launcher", directory / name, exists);
}

bool identify(const fs::path& path, struct stat& found)
{
    return ::stat(path.c_str(), &found) == 0;
}

} // namespace

Share::Share(const IntegrateOptions& options)
{
    base::make_directories(options.share, kDirectoryMode);
    base::make_directories(options.share / "client", kDirectoryMode);
    base::make_directories(options.share / "bin", kDirectoryMode);
    if (options.client.empty()) {
        take(options.share, "");
        return;
    }
    (void)base::open_file(options.share / "launcher", O_RDONLY | O_CREAT, 0644); // where it is mounted
    plugins_ = names_in(options.client / "cli-plugins");
    link_program(options.share / "bin", "docker");
    for (const std::string& plugin : *plugins_) {
        link_program(options.share / "bin", plugin);
    }
    take(options.share, "");
    take(options.client, "client");
    take(options.launcher, "launcher");
}

void Share::take(const fs::path& source, const std::string& target)
{
    struct stat found {};
    if (!identify(source, found)) {
        throw base::SystemError("looking at " + source.string());
    }
    Tree tree{.fd = base::clone_tree(source, false),
              .target = target,
              .device = found.st_dev,
              .inode = found.st_ino};
    base::set_tree_attributes(tree.fd.get(), false, kReadOnly, 0, MS_PRIVATE);
    trees_.push_back(std::move(tree));
}

bool Share::is_attached() const
{
    return std::all_of(trees_.begin(), trees_.end(), [](const Tree& tree) {
        struct stat found {};
        return identify(fs::path(kShareInDistro) / tree.target, found) && found.st_dev == tree.device &&
               found.st_ino == tree.inode;
    });
}

void Share::attach() const
{
    if (is_attached()) {
        return;
    }
    detach_share();
    base::make_directories(kShareInDistro, kDirectoryMode);
    for (const Tree& tree : trees_) {
        const fs::path target = fs::path(kShareInDistro) / tree.target;
        base::attach_tree(tree.fd.get(), tree.target.empty() ? fs::path(kShareInDistro) : target);
    }
}

void detach_share()
{
    base::unmount(kShareInDistro, base::kDetachMount); // with all that is mounted below
    std::error_code ignored;                           // empty and in /run: it ends with the distro
    fs::remove(kShareInDistro, ignored);
}

} // namespace berth::distro
