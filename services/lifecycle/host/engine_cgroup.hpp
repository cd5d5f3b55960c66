// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace berth::lifecycle {

/// Takes the engine's cgroup away, with all below it, in every hierarchy. Throws SystemError while a process
/// is in it.
void remove_engine_cgroup(const std::string& name);

} // namespace berth::lifecycle
