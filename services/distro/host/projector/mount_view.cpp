// SPDX-License-Identifier: Apache-2.0
#include "services/distro/host/projector/mount_view.hpp"

#include <array>
#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"

namespace berth::distro {
namespace {

std::string proc_path(pid_t pid, const char* name)
{
    return "/proc/" + std::to_string(pid) + "/" + name;
}

struct stat status_of(int fd, const std::string& whose)
{
    struct stat status {};
    if (::fstat(fd, &status) != 0) {
        throw base::SystemError("looking at the mount namespace of " + whose);
    }
    return status;
}

} // namespace

MountView::MountView(pid_t pid, std::string whose)
    : whose_(std::move(whose)), namespace_(pid, "mnt"),
      root_(base::open_file(proc_path(pid, "root"), O_PATH)),
      table_(base::open_file(proc_path(pid, "mountinfo"), O_RDONLY))
{}

void MountView::enter() const
{
    namespace_.enter();
    if (::fchdir(root_.get()) != 0 || ::chroot(".") != 0) {
        throw base::SystemError("entering the root directory of " + whose_);
    }
}

std::vector<base::MountInfo> MountView::mounts() const
{
    if (::lseek(table_.get(), 0, SEEK_SET) != 0) {
        throw base::SystemError("reading the mount table of " + whose_);
    }
    std::string text;
    std::array<char, 65536> block{};
    for (;;) {
        const ssize_t got = ::read(table_.get(), block.data(), block.size());
        if (got < 0 && errno != EINTR) {
            throw base::SystemError("reading the mount table of " + whose_);
        }
        if (got == 0) {
            return base::parse_mountinfo(text);
        }
        text.append(block.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
    }
}

bool MountView::same_namespace(const MountView& other) const
{
    const struct stat own = status_of(namespace_.get(), whose_);
    const struct stat others = status_of(other.namespace_.get(), other.whose_);
    return own.st_ino == others.st_ino && own.st_dev == others.st_dev;
}

} // namespace berth::distro
