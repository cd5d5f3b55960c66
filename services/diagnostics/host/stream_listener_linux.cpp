// SPDX-License-Identifier: Apache-2.0
#include "services/diagnostics/host/stream_listener.hpp"

#include <array>
#include <cerrno>

#include <grp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/linux/unix_socket.hpp"

namespace berth::diagnostics {
namespace {

constexpr const char* kGroup = "berth";
constexpr std::chrono::milliseconds kShortagePause{500};

void let_group_in(const std::filesystem::path& path)
{
    struct group entry {};
    struct group* found = nullptr;
    std::array<char, 16384> memory{};
    if (::getgrnam_r(kGroup, &entry, memory.data(), memory.size(), &found) != 0 || found == nullptr) {
        return; // no such group: root alone
    }
    if (::chown(path.c_str(), static_cast<uid_t>(-1), found->gr_gid) != 0 ||
        ::chmod(path.c_str(), 0660) != 0) {
        throw base::SystemError("giving group " + std::string(kGroup) + " access to " + path.string());
    }
}

} // namespace

StreamListener::StreamListener(loop::EventLoop& loop, const std::filesystem::path& path, Access access,
                               OnAccept on_accept)
    : loop_(loop), on_accept_(std::move(on_accept)), listener_(base::listen_unix(path, 0600))
{
    if (access == Access::group) {
        let_group_in(path);
    }
    base::set_nonblocking(listener_.get(), true);
    watch();
}

StreamListener::~StreamListener()
{
    loop_.remove(registration_);
}

void StreamListener::watch()
{
    registration_ = loop_.add_fd(listener_.get(), POLLIN, [this] { accept_waiting(); });
}

void StreamListener::accept_waiting()
{
    for (;;) {
        base::UniqueFd fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
        if (fd) {
            on_accept_(std::move(fd));
        } else if (errno != EINTR && errno != ECONNABORTED) {
            break;
        }
    }
    if (errno !=
        EAGAIN) { // descriptors or memory are short: the listener stays readable, so look away for a while
        loop_.remove(registration_);
        registration_ = loop_.add_timer(kShortagePause, [this] { watch(); });
    }
}

} // namespace berth::diagnostics
