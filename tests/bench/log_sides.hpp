// SPDX-License-Identifier: Apache-2.0
// Writing and following log lines in the two ways that tests/bench/log_store compares:
//   berth=RUN_DIR             a spdlog logger with berth's sink; LogReader
//   journald=SOCKET:JOURNAL   journald's own protocol (sd_journal_send's); journalctl -f
#pragma once

#include <chrono>
#include <memory>
#include <string>

namespace berth::bench {

class LineWriter {
public:
    virtual ~LineWriter() = default;
    /// Returns once the other side's queue has the line: nothing is lost, and nothing waits here.
    virtual void write(const std::string& line) = 0;
};
/// Lines of `service`. Throws base::Error.
std::unique_ptr<LineWriter> make_line_writer(const std::string& way, const std::string& service);

class LineFollower {
public:
    virtual ~LineFollower() = default;
    /// The next new line of the service; throws base::Error when none comes in time.
    virtual std::string next(std::chrono::milliseconds at_most) = 0;
};
std::unique_ptr<LineFollower> make_line_follower(const std::string& way, const std::string& service);

} // namespace berth::bench
