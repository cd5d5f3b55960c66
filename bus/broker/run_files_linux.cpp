// SPDX-License-Identifier: Apache-2.0
#include "broker/run_files.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/linux/unix_socket.hpp"

namespace berth::broker {
namespace {

namespace fs = std::filesystem;

// Of all programs on the host's side. A file that is missing here is left, and complained about, at each end.
constexpr std::array<std::string_view, 5> kDirectories{"bus", "distros", "netbridge", "shares",
                                                       "tunnel"}; // 0700, ours alone
constexpr std::array<std::string_view, 8> kFiles{"broker.lock",    "docker.sock",   "engine.json",
                                                 "log-query.sock", "log-ship.sock", "log.sock",
                                                 "processes",      "up.lock"};

/// Also what an atomic write that was cut off left of it (base/files.hpp): "NAME.new.PID".
bool is_our_file(const std::string& name)
{
    return std::any_of(kFiles.begin(), kFiles.end(), [&](std::string_view own) {
        return name == own || name.rfind(std::string(own) + ".new.", 0) == 0;
    });
}

bool is_anothers_socket(const fs::path& path)
{
    return fs::is_socket(fs::symlink_status(path)) && base::has_listener(path);
}

void remove_own(const fs::path& run_dir)
{
    for (const std::string_view name : kDirectories) {
        std::error_code ignored; // it is told as left behind
        fs::remove_all(run_dir / name, ignored);
    }
    for (const fs::directory_entry& entry : fs::directory_iterator(run_dir)) {
        if (is_our_file(entry.path().filename()) && !is_anothers_socket(entry.path())) {
            std::error_code ignored; // as above
            fs::remove(entry.path(), ignored);
        }
    }
}

} // namespace

std::vector<std::string> remove_run_files(const fs::path& run_dir) noexcept
{
    std::vector<std::string> left;
    try {
        remove_own(run_dir);
        for (const fs::directory_entry& entry : fs::directory_iterator(run_dir)) {
            left.push_back(entry.path().filename());
        }
        std::sort(left.begin(), left.end());
        if (left.empty()) {
            fs::remove(run_dir);
        }
    } catch (const std::exception&) {
        // The directory is gone, or cannot be read: nothing to do about that here.
    }
    return left;
}

} // namespace berth::broker
