// SPDX-License-Identifier: Apache-2.0
#include "services/diagnostics/host/segment_file.hpp"

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"

namespace berth::diagnostics {

SegmentFile::SegmentFile(const std::filesystem::path& path)
    : fd_(base::open_file(path, O_RDWR | O_APPEND | O_CREAT, kSegmentMode))
{
    struct stat info {};
    if (::fstat(fd_.get(), &info) != 0) {
        throw base::SystemError("looking at " + path.string());
    }
    bytes_ = static_cast<std::uint64_t>(info.st_size);
    end_torn_line();
}

void SegmentFile::end_torn_line()
{
    char last = '\n';
    if (bytes_ > 0 && read_at(fd_.get(), bytes_ - 1, &last, 1) == 1U && last != '\n') {
        (void)append("\n"); // on a full disk the next line goes with the torn one
    }
}

int SegmentFile::append(std::string_view lines)
{
    std::string_view rest = lines;
    while (!rest.empty()) {
        const ssize_t put = ::write(fd_.get(), rest.data(), rest.size());
        if (put > 0) {
            rest.remove_prefix(static_cast<std::size_t>(put));
        } else if (put == 0 || errno != EINTR) {
            const int error = put == 0 ? ENOSPC : errno;
            if (rest.size() < lines.size()) {
                (void)::ftruncate(fd_.get(), static_cast<off_t>(bytes_)); // else readers skip the torn line
            }
            return error;
        }
    }
    bytes_ += lines.size();
    return 0;
}

base::UniqueFd open_segment(const std::filesystem::path& path)
{
    return base::open_file(path, O_RDONLY);
}

std::optional<std::size_t> read_at(int fd, std::uint64_t offset, char* to, std::size_t count)
{
    std::size_t have = 0;
    while (have < count) {
        const ssize_t got = ::pread(fd, to + have, count - have, static_cast<off_t>(offset + have));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return std::nullopt;
        }
        if (got == 0) {
            break;
        }
        have += static_cast<std::size_t>(got);
    }
    return have;
}

} // namespace berth::diagnostics
