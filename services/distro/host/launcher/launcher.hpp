// SPDX-License-Identifier: Apache-2.0
// Starts a distro: its first process in namespaces of its own, left running when this program ends.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include <sys/types.h>

namespace berth::distro {

/// From the new process to its word that the root is in place; usually some 10 ms.
constexpr std::chrono::seconds kDistroStartDeadline{8};

struct LaunchRequest {
    std::string name;             ///< becomes the host name
    std::filesystem::path rootfs; ///< the directory that becomes "/"; paths are the host's
    std::filesystem::path init;   ///< berth-distro-init
    std::filesystem::path record; ///< written before the distro may run on its own
};

struct Launched {
    pid_t pid = 0; ///< berth-distro-init, in the caller's pid namespace
    unsigned long long start_time = 0;
};

/// Throws base::Error, and then nothing is left behind: the process is gone and its mounts with it.
Launched launch(const LaunchRequest& request);

} // namespace berth::distro
