// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/sockets/api_socket.hpp"

#include <cerrno>
#include <string>

#include <grp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/linux/unix_socket.hpp"
#include "service/cannot_start.hpp"

namespace berth::netbridge {
namespace {

/// A socket file that an earlier process left refuses connections; one that takes them, or whose queue is
/// full, is somebody's.
void expect_no_listener(const std::filesystem::path& path)
{
    pid_t owner = 0;
    try {
        const base::UniqueFd connection = base::connect_unix(path, SOCK_STREAM | SOCK_NONBLOCK);
        owner = base::peer_credentials(connection.get()).pid;
    } catch (const base::SystemError& error) {
        if (error.code() != EAGAIN) {
            return;
        }
    }
    const auto comm = base::read_file("/proc/" + std::to_string(owner) + "/comm");
    if (owner != 0 && !comm) { // the store of descriptors holds it, and may give it to the next process
        throw base::Error(path.string() + " is still held for process " + std::to_string(owner) +
                              ", which has ended",
                          "berth tries again by itself");
    }
    std::string name = comm ? *comm : "another process";
    name.erase(name.find_last_not_of('\n') + 1);
    throw service::CannotStart(path.string() + " is in use by " + name +
                                   (owner != 0 ? " (pid " + std::to_string(owner) + ")" : ""),
                               "end that process, then `berth up` again");
}

/// Does who connects to the path get to the listener? The file may be gone, or another's by now.
bool serves(int listener, const std::filesystem::path& path)
{
    // A connection tells who called listen() last: that makes this process known as the one.
    if (::listen(listener, SOMAXCONN) != 0) {
        return false;
    }
    try {
        const base::UniqueFd connection = base::connect_unix(path, SOCK_STREAM | SOCK_NONBLOCK);
        return base::peer_credentials(connection.get()).pid == ::getpid();
    } catch (const base::SystemError& error) {
        return error.code() == EAGAIN; // so many wait that nobody else can have begun to listen there
    }
}

void give(const std::filesystem::path& path, const SocketOwner& owner)
{
    if (::chown(path.c_str(), owner.uid, owner.gid) != 0) {
        throw base::SystemError("giving " + path.string() + " to user " + std::to_string(owner.uid) +
                                " and group " + std::to_string(owner.gid));
    }
}

} // namespace

SocketOwner machine_socket_owner()
{
    const group* docker = ::getgrnam("docker");
    return {.uid = 0, .gid = docker == nullptr ? 0 : docker->gr_gid};
}

base::UniqueFd listen_for_docker_clients(const std::filesystem::path& path, const SocketOwner& owner)
{
    constexpr mode_t kOwnerAndGroup = 0660;
    expect_no_listener(path);
    base::UniqueFd fd = base::listen_unix(path, kOwnerAndGroup);
    give(path, owner);
    return fd;
}

base::UniqueFd listen_as_before(service::KeptFds& kept, const std::string& name,
                                const std::filesystem::path& path, const SocketOwner& owner)
{
    base::UniqueFd listener = kept.take(name);
    if (listener && serves(listener.get(), path)) {
        give(path, owner);
        return listener;
    }
    listener = listen_for_docker_clients(path, owner);
    kept.keep(name, listener.get());
    return listener;
}

} // namespace berth::netbridge
