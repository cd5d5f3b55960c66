// SPDX-License-Identifier: Apache-2.0
// Reads records from the diagnostics service's query socket (protocol: berth/diagnostics/v1/log.proto).
// Threading: one reader belongs to one thread.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>

#include "base/unique_fd.hpp"
#include "berth/diagnostics/v1/log.pb.h"
#include "wire/length_frames.hpp"

namespace berth::logging {

constexpr std::size_t kMaxQueryBytes = 4096; ///< an encoded LogQuery

class LogReader {
public:
    enum class Next {
        record,   ///< one was read
        end,      ///< no more will come
        deadline, ///< nothing within the time; call again
    };

    /// Connects and sends the query. Throws base::SystemError: ENOENT or ECONNREFUSED when the diagnostics
    /// service does not run, EACCES when the user may not read (the message's hint says what to do).
    LogReader(const std::filesystem::path& socket, const diagnostics::v1::LogQuery& query);

    /// Oldest first. Throws base::Error when the stream is no stream of records.
    Next next(diagnostics::v1::LogRecord& record, std::chrono::milliseconds at_most);

    /// For a poll of the caller's own: readable when next() may have something (it may also have some
    /// already).
    int fd() const { return stream_.get(); }

private:
    bool take_decoded(diagnostics::v1::LogRecord& record);
    bool read_some();

    base::UniqueFd stream_;
    wire::FrameDecoder decoder_;
};

} // namespace berth::logging
