// SPDX-License-Identifier: Apache-2.0
#include "services/updater/image/safe_directory.hpp"

#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"

namespace berth::updater {
namespace {

constexpr int kOpenDirectory = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
constexpr mode_t kDirectoryMode = 0755;

/// The mode as it was meant, whatever umask this process was started with: the docker client in here is for
/// everybody.
void set_mode(int fd, mode_t mode, const std::filesystem::path& root)
{
    if (::fchmod(fd, mode) != 0) {
        throw base::SystemError("setting a mode in " + root.string());
    }
}

base::UniqueFd enter(int parent, const std::string& name, const std::filesystem::path& root)
{
    if (::mkdirat(parent, name.c_str(), kDirectoryMode) != 0 && errno != EEXIST) {
        throw base::SystemError("making " + name + " in " + root.string());
    }
    base::UniqueFd directory(::openat(parent, name.c_str(), kOpenDirectory));
    if (!directory) {
        throw base::SystemError("opening " + name + " in " + root.string());
    }
    set_mode(directory.get(), kDirectoryMode, root);
    return directory;
}

} // namespace

SafeDirectory::SafeDirectory(std::filesystem::path path) : path_(std::move(path))
{
    if (::mkdir(path_.c_str(), kDirectoryMode) != 0) {
        throw base::SystemError("making " + path_.string());
    }
    root_ = base::open_file(path_, kOpenDirectory);
    set_mode(root_.get(), kDirectoryMode, path_);
}

SafeDirectory::~SafeDirectory()
{
    if (!path_.empty()) {
        std::error_code ignored; // what is left is removed at the service's next start
        std::filesystem::remove_all(path_, ignored);
    }
}

base::UniqueFd SafeDirectory::open_parent(std::string_view relative_path)
{
    base::UniqueFd directory(::fcntl(root_.get(), F_DUPFD_CLOEXEC, 0));
    for (std::size_t slash = relative_path.find('/'); slash != std::string_view::npos;
         slash = relative_path.find('/')) {
        directory = enter(directory.get(), std::string(relative_path.substr(0, slash)), path_);
        relative_path.remove_prefix(slash + 1);
    }
    return directory;
}

base::UniqueFd SafeDirectory::create_file(std::string_view relative_path, mode_t mode)
{
    const base::UniqueFd parent = open_parent(relative_path);
    const std::string name(relative_path.substr(relative_path.rfind('/') + 1)); // npos + 1 is 0
    base::UniqueFd file(
        ::openat(parent.get(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
    if (!file) {
        throw base::SystemError("making " + std::string(relative_path) + " in " + path_.string());
    }
    set_mode(file.get(), mode, path_);
    return file;
}

void SafeDirectory::commit(const std::filesystem::path& target)
{
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path_)) {
        if (entry.is_directory() && !entry.is_symlink()) {
            sync_directory(entry.path());
        }
    }
    sync_directory(path_);
    const bool replaces = std::filesystem::exists(std::filesystem::symlink_status(target));
    const unsigned int flags = replaces ? RENAME_EXCHANGE : RENAME_NOREPLACE;
    if (::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, target.c_str(), flags) != 0) {
        throw base::SystemError("moving " + path_.string() + " to " + target.string());
    }
    sync_directory(target.parent_path());
    if (!replaces) {
        path_.clear(); // else it now names the old directory, which the destructor removes
    }
}

void sync_directory(const std::filesystem::path& path)
{
    const base::UniqueFd directory = base::open_file(path, kOpenDirectory);
    if (::fsync(directory.get()) != 0) {
        throw base::SystemError("writing " + path.string() + " to disk");
    }
}

} // namespace berth::updater
