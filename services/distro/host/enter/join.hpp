// SPDX-License-Identifier: Apache-2.0
// Going into a distro that runs.
#pragma once

#include <cstdint>
#include <string>

#include <sys/types.h>

namespace berth::distro {

struct DistroLife {
    std::string name;
    pid_t init_pid = 0;           ///< its first process, in the caller's pid namespace
    std::uint64_t start_time = 0; ///< of that process
};

/// Joins those namespaces of the distro (CLONE_NEW…), for good: with the mount namespace paths are the
/// distro's afterwards, with the pid namespace what is forked is in it. Needs a program with one thread.
/// Throws base::Error when the process is not the one that was meant.
void join_distro(const DistroLife& life, int namespaces);

} // namespace berth::distro
