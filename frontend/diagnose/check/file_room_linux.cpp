// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/file_room.hpp"

#include <sys/statvfs.h>

#include "base/error.hpp"

namespace berth::diagnose {

Room room_at(const std::filesystem::path& directory)
{
    std::filesystem::path where = directory;
    std::error_code unknown;
    while (!std::filesystem::exists(where, unknown) && where.has_relative_path()) {
        where = where.parent_path();
    }
    struct statvfs seen {};
    if (::statvfs(where.c_str(), &seen) != 0) {
        throw base::SystemError("asking for the free space of " + where.string());
    }
    return {.free_bytes = static_cast<std::uint64_t>(seen.f_bavail) * seen.f_frsize,
            .total_bytes = static_cast<std::uint64_t>(seen.f_blocks) * seen.f_frsize,
            .free_inodes = seen.f_favail,
            .total_inodes = seen.f_files,
            .read_only = (seen.f_flag & ST_RDONLY) != 0};
}

} // namespace berth::diagnose
