// SPDX-License-Identifier: Apache-2.0
#include "base/mount_table.hpp"

#include <cstdlib>
#include <sstream>

namespace berth::base {
namespace {

/// mountinfo writes space, tab, newline and backslash as \ooo.
std::string decode_octal(const std::string& text)
{
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto is_octal = [&](std::size_t at) {
            return at < text.size() && text[at] >= '0' && text[at] <= '7';
        };
        if (text[i] == '\\' && is_octal(i + 1) && is_octal(i + 2) && is_octal(i + 3)) {
            decoded += static_cast<char>(std::strtol(text.substr(i + 1, 3).c_str(), nullptr, 8));
            i += 3;
        } else {
            decoded += text[i];
        }
    }
    return decoded;
}

} // namespace

std::vector<MountInfo> parse_mountinfo(const std::string& text)
{
    std::vector<MountInfo> mounts;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream fields(line);
        MountInfo info;
        std::string device;
        std::string field;
        fields >> info.id >> info.parent_id >> device >> info.root >> info.mount_point >> info.options;
        while (fields >> field && field != "-") {
            info.propagation += (info.propagation.empty() ? "" : " ") + field;
        }
        if (!(fields >> info.type >> info.source)) {
            continue;
        }
        fields >> info.super_options; // may be absent
        info.root = decode_octal(info.root);
        info.mount_point = decode_octal(info.mount_point);
        info.source = decode_octal(info.source);
        mounts.push_back(std::move(info));
    }
    return mounts;
}

} // namespace berth::base
