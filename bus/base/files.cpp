// SPDX-License-Identifier: Apache-2.0
#include "base/files.hpp"

#include <array>
#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>

#include "base/error.hpp"
#include "base/scope_exit.hpp"

namespace berth::base {

UniqueFd open_file(const std::filesystem::path& path, int flags, mode_t mode)
{
    UniqueFd fd(::open(path.c_str(), flags | O_CLOEXEC, mode));
    if (!fd) {
        throw SystemError("opening " + path.string());
    }
    return fd;
}

Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit_bytes)
{
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) {
        return Failure{"opening " + path.string() + ": " + errno_text(errno), {}};
    }
    std::string text;
    std::array<char, 16384> block{};
    for (;;) {
        const ssize_t got = ::read(fd.get(), block.data(), block.size());
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return Failure{"reading " + path.string() + ": " + errno_text(errno), {}};
        }
        if (got == 0) {
            return text;
        }
        text.append(block.data(), static_cast<std::size_t>(got));
        if (text.size() > limit_bytes) {
            return Failure{path.string() + " is larger than " + std::to_string(limit_bytes) + " bytes", {}};
        }
    }
}

void write_all(int fd, std::string_view bytes, const std::string& what)
{
    while (!bytes.empty()) {
        const ssize_t put = ::write(fd, bytes.data(), bytes.size());
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put < 0) {
            throw SystemError("writing " + what);
        }
        bytes.remove_prefix(static_cast<std::size_t>(put));
    }
}

void write_file_atomically(const std::filesystem::path& path, std::string_view text, mode_t mode)
{
    const std::string temporary = path.string() + ".new." + std::to_string(::getpid());
    ScopeExit remove_temporary(
        [&] { (void)::unlink(temporary.c_str()); }); // may not exist: nothing to undo then
    {
        const UniqueFd fd = open_file(temporary, O_WRONLY | O_CREAT | O_TRUNC, mode);
        if (::fchmod(fd.get(), mode) != 0) { // open's mode went through the umask
            throw SystemError("setting the mode of " + temporary);
        }
        write_all(fd.get(), text, temporary);
        if (::fsync(fd.get()) != 0) {
            throw SystemError("writing " + temporary + " to disk");
        }
    }
    if (::rename(temporary.c_str(), path.c_str()) != 0) {
        throw SystemError("renaming " + temporary + " to " + path.string());
    }
    remove_temporary.release();
    const std::filesystem::path parent = path.has_parent_path() ? path.parent_path() : ".";
    const UniqueFd directory = open_file(parent, O_RDONLY | O_DIRECTORY);
    if (::fsync(directory.get()) != 0 && errno != EINVAL) { // EINVAL: a file system without directory sync
        throw SystemError("writing directory " + parent.string() + " to disk");
    }
}

void write_existing(const std::filesystem::path& path, std::string_view text)
{
    const UniqueFd fd = open_file(path, O_WRONLY);
    write_all(fd.get(), text, path.string());
}

void make_directories(const std::filesystem::path& path, mode_t mode)
{
    std::error_code error;
    if (path.has_parent_path()) {
        std::filesystem::create_directories(path.parent_path(), error);
        if (error) {
            throw SystemError("making directory " + path.parent_path().string(), error.value());
        }
    }
    if (::mkdir(path.c_str(), mode) == 0) {
        if (::chmod(path.c_str(), mode) != 0) { // mkdir's mode went through the umask
            throw SystemError("setting the mode of " + path.string());
        }
    } else if (errno != EEXIST || !std::filesystem::is_directory(path)) {
        throw SystemError("making directory " + path.string());
    }
}

} // namespace berth::base
