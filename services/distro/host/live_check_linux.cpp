// SPDX-License-Identifier: Apache-2.0
#include "services/distro/host/live_check.hpp"

#include <filesystem>

#include "services/distro/core/integration.hpp"
#include "services/distro/core/projection.hpp"

namespace berth::distro {
namespace {

namespace fs = std::filesystem;

std::string root_of(int pid)
{
    return "/proc/" + std::to_string(pid) + "/root";
}

bool is_same_directory(const fs::path& one, const fs::path& other)
{
    std::error_code absent; // then they are not
    return fs::equivalent(one, other, absent);
}

} // namespace

bool is_projected(const Distro& distro, int init_pid)
{
    return is_same_directory(root_of(distro.pid), root_of(init_pid) + projection_path(distro.name).string());
}

bool has_share(int distro_pid, const std::filesystem::path& share)
{
    return is_same_directory(root_of(distro_pid) + kShareInDistro, share);
}

std::vector<std::string> projected_names(int init_pid)
{
    std::vector<std::string> names;
    if (init_pid == 0) {
        return names;
    }
    std::error_code error; // an engine that has just ended has none
    const fs::path directory = root_of(init_pid) + kDistrosDir;
    for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
         entry.increment(error)) {
        names.push_back(entry->path().filename().string());
    }
    return names;
}

} // namespace berth::distro
