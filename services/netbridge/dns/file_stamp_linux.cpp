// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/dns/file_stamp.hpp"

#include <sys/stat.h>

namespace berth::netbridge::dns {

FileStamp stamp_of(const std::filesystem::path& path)
{
    constexpr std::int64_t kNanoseconds = 1000000000;
    struct stat seen {};
    if (::stat(path.c_str(), &seen) != 0) {
        return {};
    }
    return {.device = seen.st_dev,
            .inode = seen.st_ino,
            .size = seen.st_size,
            .modified_nanoseconds = seen.st_mtim.tv_sec * kNanoseconds + seen.st_mtim.tv_nsec};
}

} // namespace berth::netbridge::dns
