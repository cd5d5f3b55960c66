// SPDX-License-Identifier: Apache-2.0
// The path rules for callers on the machine itself.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "services/netbridge/core/paths/origin.hpp"

namespace berth::netbridge {

using IsAttached = std::function<bool(const std::string& distro)>;

/// `is_attached` is asked about other distros, at each path. `api_socket` is the proxy's socket for those
/// callers, in the host's mount namespace. Reads links there.
std::shared_ptr<const Origin> make_host_origin(const std::filesystem::path& api_socket,
                                               IsAttached is_attached);

} // namespace berth::netbridge
