// SPDX-License-Identifier: Apache-2.0
// The store: lines appended to segments in one directory, bounded in size and age (core/rotation.hpp).
//
// A log must never stop what it logs: nothing here throws after construction. On a full disk the oldest
// segments go, one by one, until the new lines fit; what has no place even then is counted. Both are told by
// records in the store itself and by problem(). Threading: the loop's thread.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/unique_fd.hpp"
#include "berth/diagnostics/v1/log.pb.h"
#include "logging/records.hpp"
#include "services/diagnostics/core/rotation.hpp"
#include "services/diagnostics/host/segment_file.hpp"

namespace berth::diagnostics {

/// What is in the store at one moment, oldest segment first. It stays readable when segments are closed or
/// removed.
struct Snapshot {
    struct Part {
        base::UniqueFd fd;
        std::uint64_t bytes = 0;
    };
    std::vector<Part> parts;
};

class LogStore {
public:
    /// Throws base::Error when the directory or the segment cannot be made.
    LogStore(std::filesystem::path directory, StoreLimits limits, logging::Origin self);

    /// Gathers a line; it is in the file after the next commit().
    void append(const v1::LogRecord& record);
    void commit();
    /// Closes and removes by age. Call now and then.
    void expire(WallClock::time_point now);

    Snapshot snapshot();

    /// Why lines are being lost at this moment; empty when they are not.
    const std::string& problem() const { return problem_; }

private:
    void write(const std::string& lines, std::uint64_t count);
    void write_reports();
    void lose(int error, std::uint64_t lines);
    bool remove_oldest();
    void rotate_if_due(WallClock::time_point now);
    void remove_surplus(WallClock::time_point now);
    void open_written();
    std::vector<ClosedSegment> find_closed() const;

    std::filesystem::path directory_;
    StoreLimits limits_;
    logging::Origin self_;
    std::vector<ClosedSegment> closed_; ///< in order of number
    std::unique_ptr<SegmentFile> written_;
    std::optional<WallClock::time_point> first_record_; ///< of the written segment
    std::string gathered_;
    std::uint64_t gathered_lines_ = 0;
    std::uint64_t lost_lines_ = 0;       ///< not yet reported
    std::uint64_t removed_segments_ = 0; ///< because the disk was full; not yet reported
    std::string problem_;
};

} // namespace berth::diagnostics
