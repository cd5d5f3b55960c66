// SPDX-License-Identifier: Apache-2.0
// Whether a file of the host is still the one that was read.
#pragma once

#include <cstdint>
#include <filesystem>

namespace berth::netbridge::dns {

/// All zero where there is no file.
struct FileStamp {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::int64_t size = 0;
    std::int64_t modified_nanoseconds = 0;
    friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

/// Of what the path leads to: /etc/resolv.conf is often a link.
FileStamp stamp_of(const std::filesystem::path& path);

} // namespace berth::netbridge::dns
