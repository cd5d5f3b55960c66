// SPDX-License-Identifier: Apache-2.0
// The segment being written: whole lines or nothing.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

#include "base/unique_fd.hpp"

namespace berth::diagnostics {

constexpr unsigned kSegmentMode = 0640;

class SegmentFile {
public:
    /// Opens or makes the file. A last line that a crash has torn gets its line break, so that it spoils no
    /// other. Throws base::SystemError.
    explicit SegmentFile(const std::filesystem::path& path);

    /// 0, or the errno; then nothing of it is in the file (a part that was written is cut off again).
    int append(std::string_view lines);

    std::uint64_t bytes() const { return bytes_; }

private:
    void end_torn_line();

    base::UniqueFd fd_;
    std::uint64_t bytes_ = 0;
};

/// For reading; throws base::SystemError.
base::UniqueFd open_segment(const std::filesystem::path& path);

/// Reads at an offset; fewer bytes only at the end of the file. std::nullopt on an error.
std::optional<std::size_t> read_at(int fd, std::uint64_t offset, char* to, std::size_t count);

} // namespace berth::diagnostics
