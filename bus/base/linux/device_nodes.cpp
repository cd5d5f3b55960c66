// SPDX-License-Identifier: Apache-2.0
#include "base/linux/device_nodes.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"

namespace berth::base {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 8> kLeftOut{"pts",  "shm",     "mqueue", "hugepages",
                                                   "ptmx", "console", "log",    "initctl"};

void make_node(const fs::path& node, const struct stat& like)
{
    if (::mknod(node.c_str(), like.st_mode, like.st_rdev) != 0 ||
        ::chown(node.c_str(), like.st_uid, like.st_gid) != 0 ||
        ::chmod(node.c_str(), like.st_mode & 07777U) != 0) {
        throw SystemError("making device node " + node.string());
    }
}

bool is_left_out(const fs::path& name)
{
    return std::find(kLeftOut.begin(), kLeftOut.end(), name.native()) != kLeftOut.end();
}

void mirror_directory(const fs::path& source, const fs::path& target, dev_t file_system)
{
    for (const fs::directory_entry& entry : fs::directory_iterator(source)) {
        if (is_left_out(entry.path().filename())) {
            continue;
        }
        const fs::path copy = target / entry.path().filename();
        struct stat info = {};
        if (::lstat(entry.path().c_str(), &info) != 0) {
            continue; // unplugged while we looked
        }
        if (S_ISCHR(info.st_mode) || S_ISBLK(info.st_mode)) {
            make_node(copy, info);
        } else if (S_ISLNK(info.st_mode)) {
            fs::copy_symlink(entry.path(), copy);
        } else if (S_ISDIR(info.st_mode) &&
                   info.st_dev == file_system) { // another one is a mount, not devices
            fs::create_directory(copy);
            mirror_directory(entry.path(), copy, file_system);
        }
    }
}

} // namespace

void mirror_device_nodes(const fs::path& source, const fs::path& target)
{
    struct stat top = {};
    if (::stat(source.c_str(), &top) != 0) {
        throw SystemError("looking at " + source.string());
    }
    mirror_directory(source, target, top.st_dev);
}

} // namespace berth::base
