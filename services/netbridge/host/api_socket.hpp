// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "base/unique_fd.hpp"

namespace berth::netbridge {

/// Listens at the path as a docker socket does: mode 0660, group docker where there is one, else root's
/// alone. Who may connect may become root on this machine, here as with any docker socket. Throws
/// service::CannotStart, and leaves the path as it is, where another process listens.
base::UniqueFd listen_for_docker_clients(const std::filesystem::path& path);

/// Each connection takes descriptors: raises the soft limit of open files to the hard one.
void allow_many_descriptors();

} // namespace berth::netbridge
