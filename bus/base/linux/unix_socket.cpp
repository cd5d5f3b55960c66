// SPDX-License-Identifier: Apache-2.0
#include "base/linux/unix_socket.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/error.hpp"

namespace berth::base {
namespace {

sockaddr_un to_address(const std::filesystem::path& path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.native().size() >= sizeof address.sun_path) {
        throw Error("socket path " + path.string() + " is longer than 107 bytes",
                    "use a shorter instance name");
    }
    std::memcpy(address.sun_path, path.c_str(), path.native().size() + 1);
    return address;
}

UniqueFd make_socket(int type)
{
    UniqueFd fd(::socket(AF_UNIX, type | SOCK_CLOEXEC, 0));
    if (!fd) {
        throw SystemError("making a unix socket");
    }
    return fd;
}

} // namespace

UniqueFd connect_unix(const std::filesystem::path& path, int type)
{
    UniqueFd fd = make_socket(type);
    const sockaddr_un address = to_address(path);
    if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        throw SystemError("connecting to " + path.string());
    }
    return fd;
}

bool has_listener(const std::filesystem::path& path)
{
    try {
        (void)connect_unix(path, SOCK_STREAM | SOCK_NONBLOCK);
        return true;
    } catch (const SystemError& error) {
        return error.code() != ECONNREFUSED && error.code() != ENOENT;
    }
}

UniqueFd listen_unix(const std::filesystem::path& path, mode_t mode, int type)
{
    UniqueFd fd = make_socket(type);
    const sockaddr_un address = to_address(path);
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) {
        throw SystemError("removing the stale socket " + path.string());
    }
    if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        throw SystemError("binding " + path.string());
    }
    if (::chmod(path.c_str(), mode) != 0) {
        throw SystemError("setting the mode of " + path.string());
    }
    if (type != SOCK_DGRAM && ::listen(fd.get(), SOMAXCONN) != 0) {
        throw SystemError("listening on " + path.string());
    }
    return fd;
}

ucred peer_credentials(int socket_fd)
{
    ucred credentials{};
    socklen_t length = sizeof credentials;
    if (::getsockopt(socket_fd, SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0) {
        throw SystemError("reading a peer's credentials");
    }
    return credentials;
}

std::vector<gid_t> peer_groups(int socket_fd)
{
    std::vector<gid_t> groups;
    socklen_t bytes = 0;
    // Without room for them the kernel says how many there are; they do not change any more.
    while (::getsockopt(socket_fd, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &bytes) != 0) {
        if (errno != ERANGE) {
            throw SystemError("reading a peer's groups");
        }
        groups.resize(bytes / sizeof(gid_t));
    }
    groups.resize(bytes / sizeof(gid_t));
    return groups;
}

void send_fd(int socket_fd, int fd, std::string_view text)
{
    iovec data{const_cast<char*>(text.data()), text.size()};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    msghdr message{};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(header), &fd, sizeof fd);
    while (::sendmsg(socket_fd, &message, MSG_NOSIGNAL) < 0) {
        if (errno != EINTR) {
            throw SystemError("passing a descriptor");
        }
    }
}

ReceivedFd receive_fd(int socket_fd, std::size_t limit)
{
    ReceivedFd received;
    received.text.resize(limit);
    iovec data{received.text.data(), limit};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    msghdr message{};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = CMSG_LEN(sizeof(int)); // CMSG_SPACE has room for a second one, which would leak
    ssize_t got = 0;
    while ((got = ::recvmsg(socket_fd, &message, MSG_CMSG_CLOEXEC)) < 0) {
        if (errno != EINTR) {
            throw SystemError("receiving a descriptor");
        }
    }
    received.text.resize(static_cast<std::size_t>(got));
    for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr;
         header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS) {
            int fd = -1;
            std::memcpy(&fd, CMSG_DATA(header), sizeof fd);
            received.fd.reset(fd);
        }
    }
    return received;
}

void set_nonblocking(int fd, bool nonblocking)
{
    const int flags = ::fcntl(fd, F_GETFL);
    if (flags < 0 || ::fcntl(fd, F_SETFL, nonblocking ? flags | O_NONBLOCK : flags & ~O_NONBLOCK) != 0) {
        throw SystemError("changing the blocking mode of a descriptor");
    }
}

} // namespace berth::base
