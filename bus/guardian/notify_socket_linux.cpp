// SPDX-License-Identifier: Apache-2.0
#include "guardian/notify_socket.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <string_view>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/error.hpp"

namespace berth::guardian {
namespace {

constexpr std::size_t kMaxMessageBytes = 4096;

/// The length that goes with a name of so many bytes: an abstract one is not ended by a zero.
socklen_t length_for(std::size_t name_bytes)
{
    return static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name_bytes);
}

sockaddr_un abstract_address(std::string_view name)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (name.size() + 1 > sizeof address.sun_path) {
        throw base::Error("the notify socket's name is longer than 107 bytes");
    }
    std::memcpy(address.sun_path + 1, name.data(), name.size());
    return address;
}

std::string address_of(int socket)
{
    sockaddr_un address{};
    socklen_t length = sizeof address;
    if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
        throw base::SystemError("asking for the notify socket's address");
    }
    return "@" + std::string(address.sun_path + 1, length - length_for(0));
}

bool says_watchdog(std::string_view message)
{
    while (!message.empty()) {
        const std::string_view line = message.substr(0, message.find('\n'));
        if (line == "WATCHDOG=1") {
            return true;
        }
        message.remove_prefix(std::min(message.size(), line.size() + 1));
    }
    return false;
}

/// Kernel-made, not the sender's claim, unless that is allowed to claim what it likes.
uid_t sender(msghdr& message)
{
    const cmsghdr* const control = CMSG_FIRSTHDR(&message);
    if (control == nullptr || control->cmsg_level != SOL_SOCKET || control->cmsg_type != SCM_CREDENTIALS) {
        return static_cast<uid_t>(-1);
    }
    ucred credentials{};
    std::memcpy(&credentials, CMSG_DATA(control), sizeof credentials);
    return credentials.uid;
}

} // namespace

NotifySocket::NotifySocket(const std::string& address)
    : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0))
{
    const int on = 1;
    if (!socket_ || ::setsockopt(socket_.get(), SOL_SOCKET, SO_PASSCRED, &on, sizeof on) != 0) {
        throw base::SystemError("making the notify socket");
    }
    const std::string_view name = std::string_view(address).substr(address.empty() ? 0 : 1);
    const sockaddr_un bound = abstract_address(name);
    // Only the family: the kernel chooses a name.
    const socklen_t length = address.empty() ? sizeof bound.sun_family : length_for(name.size());
    if (::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&bound), length) != 0) {
        throw base::SystemError("binding the notify socket " + address);
    }
    address_ = address_of(socket_.get());
}

bool NotifySocket::take_sign_of_life()
{
    bool lives = false;
    for (;;) {
        std::array<char, kMaxMessageBytes> text{};
        alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(ucred))> control{}; // no room for descriptors
        iovec part{text.data(), text.size()};
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        const ssize_t got = ::recvmsg(socket_.get(), &message, MSG_CMSG_CLOEXEC);
        if (got < 0 && errno != EINTR) {
            return lives; // that was all
        }
        if (got >= 0 && sender(message) == ::geteuid()) {
            lives = lives || says_watchdog(std::string_view(text.data(), static_cast<std::size_t>(got)));
        }
    }
}

} // namespace berth::guardian
