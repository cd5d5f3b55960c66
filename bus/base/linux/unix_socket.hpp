// SPDX-License-Identifier: Apache-2.0
// Unix domain sockets by path, and what only they can do: peer credentials and passing descriptors.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/socket.h>
#include <sys/types.h>

#include "base/unique_fd.hpp"

namespace berth::base {

/// socket + connect, CLOEXEC, blocking. Throws SystemError that names the path. `type` is SOCK_STREAM,
/// SOCK_DGRAM …
UniqueFd connect_unix(const std::filesystem::path& path, int type = SOCK_STREAM);

/// Removes a stale socket file, binds with the mode, listens (not for SOCK_DGRAM). CLOEXEC, blocking.
UniqueFd listen_unix(const std::filesystem::path& path, mode_t mode, int type = SOCK_STREAM);

/// Does somebody listen at the path? A socket that nobody listens at refuses; every other outcome means that
/// there is somebody.
bool has_listener(const std::filesystem::path& path);

/// SO_PEERCRED of a connected socket; ids are read in the caller's namespaces.
ucred peer_credentials(int socket_fd);
/// SO_PEERGROUPS: the supplementary groups that the peer had when it connected.
std::vector<gid_t> peer_groups(int socket_fd);

/// One message with one descriptor (SCM_RIGHTS). The text must not be empty.
void send_fd(int socket_fd, int fd, std::string_view text);

/// Text of at most `limit` bytes and the descriptor that came with it, if any. Empty text = end of stream.
struct ReceivedFd {
    std::string text;
    UniqueFd fd;
};
ReceivedFd receive_fd(int socket_fd, std::size_t limit);

void set_nonblocking(int fd, bool nonblocking);

} // namespace berth::base
