// SPDX-License-Identifier: Apache-2.0
// unix and AF_VSOCK differ only in their addresses and in who is let in.
#include "tunnel/stream.hpp"

#include <cerrno>
#include <cstring>

#include <linux/vm_sockets.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/linux/unix_socket.hpp"

namespace berth::tunnel {
namespace {

using base::SystemError;
using base::UniqueFd;

struct Address {
    sockaddr_storage storage{};
    socklen_t length = 0;
    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

void refuse_hvsock(const Endpoint& endpoint)
{
    if (endpoint.transport == Transport::hvsock) {
        throw base::Error(to_text(endpoint) + ": Hyper-V sockets exist only on Windows",
                          "use vsock:// on the Linux side of the same connection");
    }
}

Address unix_address(const std::string& path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) {
        throw base::Error("socket path " + path + " is longer than 107 bytes", "use a shorter instance name");
    }
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    Address result;
    std::memcpy(&result.storage, &address, sizeof address);
    result.length = sizeof address;
    return result;
}

Address vsock_address(const Endpoint& endpoint)
{
    sockaddr_vm address{};
    address.svm_family = AF_VSOCK;
    address.svm_cid = endpoint.cid;
    address.svm_port = endpoint.port;
    Address result;
    std::memcpy(&result.storage, &address, sizeof address);
    result.length = sizeof address;
    return result;
}

Address to_address(const Endpoint& endpoint)
{
    refuse_hvsock(endpoint);
    return endpoint.transport == Transport::vsock ? vsock_address(endpoint) : unix_address(endpoint.path);
}

UniqueFd listen_vsock(const Endpoint& endpoint)
{
    UniqueFd fd = make_stream_socket(endpoint);
    const Address address = to_address(endpoint);
    if (::bind(fd.get(), address.get(), address.length) != 0) {
        throw SystemError("binding " + to_text(endpoint));
    }
    if (::listen(fd.get(), SOMAXCONN) != 0) {
        throw SystemError("listening on " + to_text(endpoint));
    }
    return fd;
}

} // namespace

UniqueFd make_stream_socket(const Endpoint& endpoint)
{
    refuse_hvsock(endpoint);
    const int family = endpoint.transport == Transport::vsock ? AF_VSOCK : AF_UNIX;
    UniqueFd fd(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd) {
        throw SystemError("making a socket for " + to_text(endpoint));
    }
    return fd;
}

base::Result<ConnectState> start_connect(int socket_fd, const Endpoint& endpoint)
{
    const Address address = to_address(endpoint);
    if (::connect(socket_fd, address.get(), address.length) == 0) {
        return ConnectState::connected;
    }
    if (errno == EINPROGRESS) {
        return ConnectState::in_progress;
    }
    if (errno == EAGAIN) { // unix(7): a non-blocking connect to a listener whose queue is full
        return ConnectState::busy;
    }
    return base::Failure{"connecting to " + to_text(endpoint) + ": " + base::errno_text(errno), {}};
}

int connect_result(int socket_fd)
{
    int error = 0;
    socklen_t length = sizeof error;
    if (::getsockopt(socket_fd, SOL_SOCKET, SO_ERROR, &error, &length) != 0) {
        return errno;
    }
    return error;
}

UniqueFd listen_stream(const Endpoint& endpoint)
{
    refuse_hvsock(endpoint);
    if (endpoint.transport == Transport::vsock) {
        return listen_vsock(endpoint);
    }
    UniqueFd fd = base::listen_unix(endpoint.path, 0600);
    base::set_nonblocking(fd.get(), true);
    return fd;
}

bool peer_allowed(int socket_fd, const Endpoint& listener)
{
    if (listener.transport != Transport::unix_path) {
        return true;
    }
    const uid_t peer = base::peer_credentials(socket_fd).uid;
    return peer == 0 || peer == ::geteuid();
}

} // namespace berth::tunnel
