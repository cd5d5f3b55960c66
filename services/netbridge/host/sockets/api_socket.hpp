// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/unique_fd.hpp"
#include "service/kept_fds.hpp"

namespace berth::netbridge {

/// Who may use a docker socket besides root.
struct SocketOwner {
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;

    bool operator==(const SocketOwner&) const = default;
};

/// Of the machine itself: group docker where there is one, else root alone.
SocketOwner machine_socket_owner();

/// Listens at the path as a docker socket does, mode 0660. Who may connect may become root on this machine,
/// here as with any docker socket. Throws service::CannotStart, and leaves the path as it is, where another
/// process listens.
base::UniqueFd listen_for_docker_clients(const std::filesystem::path& path, const SocketOwner& owner);

/// The same, but for a listener of an earlier process that still serves the path: containers have that one
/// mounted. It is kept under `name` for the next.
base::UniqueFd listen_as_before(service::KeptFds& kept, const std::string& name,
                                const std::filesystem::path& path, const SocketOwner& owner);

} // namespace berth::netbridge
