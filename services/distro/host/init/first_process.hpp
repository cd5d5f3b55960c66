// SPDX-License-Identifier: Apache-2.0
// What process 1 of a distro does all its life: reap what others left behind, and end the distro when told.
#pragma once

#include <chrono>

namespace berth::distro {

/// From TERM to all processes until those that are left are killed.
constexpr std::chrono::milliseconds kTermGrace{3000};

/// Blocks the signals that run_until_terminated() waits for; before the process says that it is ready.
void block_signals();

/// Returns after SIGTERM, once every other process of the pid namespace has ended or the grace is over. The
/// kernel kills the rest when the caller ends.
void run_until_terminated();

} // namespace berth::distro
