// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/bundle/output_file.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/scope_exit.hpp"
#include "frontend/docker_context/acting_user.hpp"

namespace berth::bundle {
namespace {

constexpr const char* kElsewhere = "name another file with -o";

base::Error exists_already(const std::filesystem::path& path)
{
    return base::Error(path.string() + " is there already, and is left as it is", kElsewhere);
}

/// Signals that would end the program wait until the file is whole.
class SignalsLater {
public:
    SignalsLater()
    {
        sigset_t all;
        ::sigfillset(&all);
        ::sigprocmask(SIG_SETMASK, &all, &before_);
    }
    ~SignalsLater() { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }
    SignalsLater(const SignalsLater&) = delete;
    SignalsLater& operator=(const SignalsLater&) = delete;

private:
    sigset_t before_{};
};

/// Of file systems without RENAME_NOREPLACE, a second name does the same.
void give_name(const std::filesystem::path& temporary, const std::filesystem::path& path)
{
    if (::renameat2(AT_FDCWD, temporary.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) == 0) {
        return;
    }
    if (errno == EINVAL || errno == ENOSYS) {
        if (::link(temporary.c_str(), path.c_str()) == 0) {
            (void)::unlink(temporary.c_str()); // it has its name; the other one is only in the way
            return;
        }
    }
    if (errno == EEXIST) {
        throw exists_already(path);
    }
    throw base::SystemError("naming the bundle " + path.string(), errno, kElsewhere);
}

} // namespace

void check_output_file(const std::filesystem::path& path)
{
    struct stat info {};
    if (::lstat(path.c_str(), &info) == 0) {
        throw exists_already(path);
    }
    const std::filesystem::path directory = path.has_parent_path() ? path.parent_path() : ".";
    if (::stat(directory.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) {
        throw base::Error("there is no directory " + directory.string() + " for the bundle", kElsewhere);
    }
}

void write_output_file(const std::filesystem::path& path, std::string_view bytes,
                       const docker_context::User& user)
{
    const std::filesystem::path temporary =
        path.parent_path() / ("." + path.filename().string() + "." + std::to_string(::getpid()));
    const SignalsLater signals_later;
    const docker_context::ActingUser acting(user.uid, user.gid);
    base::UniqueFd file;
    try {
        file = base::open_file(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
    } catch (const base::SystemError& error) {
        throw base::SystemError("writing the bundle to " + path.parent_path().string() + " as user " +
                                    std::to_string(user.uid),
                                error.code(), kElsewhere);
    }
    const base::ScopeExit remove(
        [&] { (void)::unlink(temporary.c_str()); }); // gone already when all went well
    base::write_all(file.get(), bytes, path.string());
    if (::fchmod(file.get(), 0600) != 0 || ::fsync(file.get()) != 0) {
        throw base::SystemError("writing the bundle " + path.string());
    }
    give_name(temporary, path);
}

} // namespace berth::bundle
