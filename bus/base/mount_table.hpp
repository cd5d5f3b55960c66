// SPDX-License-Identifier: Apache-2.0
// A mount table as data: the lines of /proc/PID/mountinfo. Pure; linux/mount.hpp reads and changes real ones.
#pragma once

#include <string>
#include <vector>

namespace berth::base {

/// One line of /proc/PID/mountinfo; octal escapes decoded.
struct MountInfo {
    int id = 0;
    int parent_id = 0;
    std::string root;        ///< of the mount within its file system
    std::string mount_point; ///< as seen from the process's root
    std::string options;
    std::string propagation; ///< optional fields: "shared:12 master:3"
    std::string type;
    std::string source;
    std::string super_options;
};

/// A malformed line is skipped.
std::vector<MountInfo> parse_mountinfo(const std::string& text);

} // namespace berth::base
