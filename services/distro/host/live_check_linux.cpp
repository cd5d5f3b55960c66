// SPDX-License-Identifier: Apache-2.0
#include "services/distro/host/live_check.hpp"

#include <filesystem>

#include <sys/stat.h>

#include "services/distro/core/projection.hpp"

namespace berth::distro {

bool is_projected(const Distro& distro, int init_pid)
{
    const std::string root = "/proc/" + std::to_string(distro.pid) + "/root";
    const std::string copy =
        "/proc/" + std::to_string(init_pid) + "/root" + projection_path(distro.name).string();
    struct stat one {};
    struct stat other {};
    return ::stat(root.c_str(), &one) == 0 && ::stat(copy.c_str(), &other) == 0 &&
           one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

std::vector<std::string> projected_names(int init_pid)
{
    namespace fs = std::filesystem;
    std::vector<std::string> names;
    if (init_pid == 0) {
        return names;
    }
    std::error_code error; // an engine that has just ended has none
    const fs::path directory = "/proc/" + std::to_string(init_pid) + "/root" + kDistrosDir;
    for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
         entry.increment(error)) {
        names.push_back(entry->path().filename().string());
    }
    return names;
}

} // namespace berth::distro
