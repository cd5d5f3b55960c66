// SPDX-License-Identifier: Apache-2.0
#include "services/distro/host/live_check.hpp"

#include <string>

#include <sys/stat.h>

#include "services/distro/core/projection.hpp"

namespace berth::distro {

bool is_projected(const Distro& distro, pid_t init_pid)
{
    const std::string root = "/proc/" + std::to_string(distro.pid) + "/root";
    const std::string copy =
        "/proc/" + std::to_string(init_pid) + "/root" + projection_path(distro.name).string();
    struct stat one {};
    struct stat other {};
    return ::stat(root.c_str(), &one) == 0 && ::stat(copy.c_str(), &other) == 0 &&
           one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

} // namespace berth::distro
