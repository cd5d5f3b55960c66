// SPDX-License-Identifier: Apache-2.0
// Sends log records to the diagnostics service, one datagram each, and never blocks its program for it.
//
// While nobody listens, or the socket's queue is full (net.unix.max_dgram_qlen: often 10), records wait in a
// bounded backlog; it leaves in order with the next write or flush(). What the bound pushed out is counted
// and reported by a record of its own, ahead of what is left. Threading: none of its own; RecordSink
// (spdlog_sink.hpp) adds a lock.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/unique_fd.hpp"
#include "logging/bounded_queue.hpp"
#include "logging/records.hpp"

namespace berth::logging {

constexpr std::size_t kBacklogBytes = 256U << 10U;

class LogWriter {
public:
    /// `socket` is read in the caller's mount namespace and need not exist. Throws base::Error when no socket
    /// can be made or the path is too long for one.
    LogWriter(const std::filesystem::path& socket, Origin origin, std::size_t backlog_bytes = kBacklogBytes);
    ~LogWriter();
    LogWriter(const LogWriter&) = delete;
    LogWriter& operator=(const LogWriter&) = delete;

    void write(diagnostics::v1::Level level, std::string_view message);
    /// A record of somebody else (dockerd's output): kept as it is, but made fit.
    void write(diagnostics::v1::LogRecord record);

    /// Sends what waits as far as it goes now.
    void flush();
    /// Records wait: call flush() a little later (kFlushRetry).
    bool waiting() const { return !backlog_.empty() || backlog_.dropped() > 0; }

    const Origin& origin() const { return origin_; }

private:
    bool send(const std::string& record) const;

    std::string path_;
    Origin origin_;
    base::UniqueFd socket_;
    BoundedQueue backlog_;
};

} // namespace berth::logging
