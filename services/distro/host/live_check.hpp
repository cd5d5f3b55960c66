// SPDX-License-Identifier: Apache-2.0
// The cheap look at a projection, without entering anything: two stat(2) calls through /proc.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "services/distro/core/projections.hpp"

namespace berth::distro {

/// True when /distros/NAME of the engine is, at this moment, the very directory that the distro has as its
/// root. Pids are in the caller's pid namespace.
bool is_projected(const Distro& distro, int init_pid);

/// The names below the engine's /distros: what is attached, or was. None without an engine (pid 0).
std::vector<std::string> projected_names(int init_pid);

/// True when the distro has that directory of the host's mounted as its share (core/integration.hpp).
bool has_share(int distro_pid, const std::filesystem::path& share);

} // namespace berth::distro
