// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace berth::lifecycle {

/// The first process of the engine's pid namespace, by the cgroup alone: where whoever made it died before it
/// could write that down. In the caller's pid namespace.
std::optional<int> find_engine_init(const std::string& cgroup);

/// Takes the engine's cgroup away, with all below it, in every hierarchy. Throws SystemError while a process
/// is in it.
void remove_engine_cgroup(const std::string& name);

} // namespace berth::lifecycle
