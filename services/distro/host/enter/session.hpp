// SPDX-License-Identifier: Apache-2.0
// One command in a distro, from fork to its exit code.
#pragma once

#include "services/distro/host/enter/login.hpp"

namespace berth::distro {

/// Runs the command in a session of its own, in the distro that was joined. Where a person sits at both ends
/// it gets a terminal of the distro's, else the caller's own standard streams. INT, TERM, HUP and QUIT are
/// passed on to its process group. Returns what berth-distro-enter exits with.
int run_session(const Login& login);

} // namespace berth::distro
