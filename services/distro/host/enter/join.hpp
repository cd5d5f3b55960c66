// SPDX-License-Identifier: Apache-2.0
// Going into a distro that runs.
#pragma once

#include "services/distro/host/enter/options.hpp"

namespace berth::distro {

/// Joins the mount, pid, ipc and uts namespaces of the distro, for good: paths are the distro's afterwards,
/// and what is forked is in its pid namespace. Needs a program with one thread. Throws base::Error when the
/// process is not the one that was meant.
void join_distro(const EnterOptions& options);

} // namespace berth::distro
