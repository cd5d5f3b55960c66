// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include "base/files.hpp"
#include "services/updater/host/files_in_use.hpp"

namespace berth::updater {

std::set<std::string> files_behind_loop_devices()
{
    constexpr std::size_t kLongestPath = 4096;
    std::set<std::string> files;
    std::error_code no_block_devices; // then nothing is mounted from a file
    for (const auto& device : std::filesystem::directory_iterator("/sys/block", no_block_devices)) {
        // The attribute is there while a file is attached, and may go away between two steps.
        auto path = base::read_file(device.path() / "loop" / "backing_file", kLongestPath);
        if (path.has_value() && !path->empty()) {
            path->pop_back(); // the line's end
            files.insert(*path);
        }
    }
    return files;
}

} // namespace berth::updater
