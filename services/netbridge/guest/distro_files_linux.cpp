// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/guest/distro_files.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "services/netbridge/core/paths/location.hpp"

namespace berth::netbridge {
namespace {

namespace fs = std::filesystem;

/// An O_PATH descriptor; empty with errno set when it cannot be had.
base::UniqueFd open_path(int directory, const std::string& path, std::uint64_t flags, std::uint64_t resolve)
{
    open_how how{};
    how.flags = O_PATH | O_CLOEXEC | flags;
    how.resolve = resolve;
    return base::UniqueFd(
        static_cast<int>(::syscall(SYS_openat2, directory, path.c_str(), &how, sizeof how)));
}

base::UniqueFd open_in_root(int root, const fs::path& path, std::uint64_t flags = 0)
{
    const fs::path relative = path.relative_path();
    return open_path(root, relative.empty() ? "." : relative.string(), flags,
                     RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
}

bool may_write(const struct stat& directory, const FileCaller& caller)
{
    const bool in_group =
        directory.st_gid == caller.gid ||
        std::find(caller.groups.begin(), caller.groups.end(), directory.st_gid) != caller.groups.end();
    const mode_t bit = directory.st_uid == caller.uid ? S_IWUSR : in_group ? S_IWGRP : S_IWOTH;
    return (directory.st_mode & bit) != 0;
}

FileCaller owner_of_new(const struct stat& parent, const std::optional<FileCaller>& caller)
{
    const bool is_callers = caller && caller->uid != 0 && may_write(parent, *caller);
    const bool keeps_group = (parent.st_mode & S_ISGID) != 0;
    return {.uid = is_callers ? caller->uid : parent.st_uid,
            .gid = is_callers && !keeps_group ? caller->gid : parent.st_gid};
}

/// Makes one directory and returns it, or the one that somebody else made meanwhile.
base::UniqueFd make_directory(int parent, const std::string& name, const FileCaller& owner,
                              const fs::path& path)
{
    const bool made = ::mkdirat(parent, name.c_str(), 0755) == 0;
    if (!made && errno != EEXIST) {
        throw base::SystemError("making directory " + path.string());
    }
    base::UniqueFd directory =
        open_path(parent, name, O_DIRECTORY | O_NOFOLLOW, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
    if (!directory) {
        throw base::SystemError("opening directory " + path.string());
    }
    if (made && ::fchownat(directory.get(), "", owner.uid, owner.gid, AT_EMPTY_PATH) != 0) {
        throw base::SystemError("giving directory " + path.string() + " to user " +
                                std::to_string(owner.uid));
    }
    return directory;
}

} // namespace

DistroFiles::DistroFiles(const fs::path& root) : root_(base::open_file(root, O_PATH | O_DIRECTORY)) {}

std::optional<std::string> DistroFiles::read_link(const std::string& path) const
{
    const base::UniqueFd link = open_in_root(root_.get(), path, O_NOFOLLOW);
    std::array<char, PATH_MAX> target{};
    const ssize_t length = link ? ::readlinkat(link.get(), "", target.data(), target.size()) : -1;
    if (length <= 0) {
        return std::nullopt; // nothing there, or no link
    }
    return std::string(target.data(), static_cast<std::size_t>(length));
}

bool DistroFiles::make_directories(const std::string& path, const std::optional<FileCaller>& caller) const
{
    const fs::path wanted = clean_path(path);
    fs::path present = wanted;
    base::UniqueFd directory = open_in_root(root_.get(), present);
    if (directory) {
        return false;
    }
    while (!directory && errno == ENOENT && present.has_relative_path()) {
        present = present.parent_path();
        directory = open_in_root(root_.get(), present, O_DIRECTORY);
    }
    struct stat parent {};
    if (!directory || ::fstat(directory.get(), &parent) != 0) {
        throw base::SystemError("looking at " + present.string());
    }
    const FileCaller owner = owner_of_new(parent, caller);
    for (const fs::path& name : wanted.lexically_relative(present)) {
        present /= name;
        directory = make_directory(directory.get(), name.string(), owner, present);
    }
    return true;
}

} // namespace berth::netbridge
