// SPDX-License-Identifier: Apache-2.0
// The host side on a loop in a thread of the test.
#pragma once

#include <optional>
#include <thread>

#include "logging/log_query.hpp"
#include "logging/log_writer.hpp"
#include "loop/event_loop.hpp"
#include "services/diagnostics/host/diagnostics.hpp"
#include "tests/support/temp_dir.hpp"

namespace berth::test {

constexpr std::chrono::milliseconds kReadPatience{20000};

/// A loop that runs in a thread until it is stopped; objects on it are made before start() and end after
/// stop().
class LoopThread {
public:
    ~LoopThread() { stop(); }
    void start()
    {
        thread_ = std::thread([this] { loop.run(); });
    }
    void stop()
    {
        if (thread_.joinable()) {
            loop.stop();
            thread_.join();
        }
    }
    loop::EventLoop loop;

private:
    std::thread thread_;
};

class RunningDiagnostics {
public:
    explicit RunningDiagnostics(const TempDir& dir, diagnostics::RateLimiter::Limits rate = {})
        : run_dir_(dir.path()), service_(std::in_place, thread_.loop,
                                         diagnostics::DiagnosticsConfig{
                                             .run_dir = run_dir_,
                                             .log_dir = run_dir_ / "log",
                                             .limits = {64U << 20U, std::chrono::hours(24)},
                                             .rate = rate,
                                         })
    {
        thread_.start();
    }
    ~RunningDiagnostics()
    {
        thread_.stop();
        service_.reset();
    }

    std::filesystem::path socket() const { return run_dir_ / "log.sock"; }
    logging::LogReader query(const diagnostics::v1::LogQuery& query) const
    {
        return logging::LogReader(run_dir_ / "log-query.sock", query);
    }
    std::filesystem::path ship_socket() const { return run_dir_ / "log-ship.sock"; }

private:
    std::filesystem::path run_dir_;
    LoopThread thread_;
    std::optional<diagnostics::Diagnostics> service_;
};

/// Everything up to the end of the stream.
inline std::vector<std::string> read_messages(logging::LogReader reader)
{
    std::vector<std::string> found;
    diagnostics::v1::LogRecord record;
    for (;;) {
        switch (reader.next(record, kReadPatience)) {
        case logging::LogReader::Next::record:
            found.push_back(record.message());
            break;
        case logging::LogReader::Next::end:
            return found;
        case logging::LogReader::Next::deadline:
            found.emplace_back("(deadline)");
            return found;
        }
    }
}

/// Reads a following reader until a message contains the text.
inline bool read_until(logging::LogReader& reader, const std::string& text,
                       std::vector<std::string>* seen = nullptr)
{
    diagnostics::v1::LogRecord record;
    while (reader.next(record, kReadPatience) == logging::LogReader::Next::record) {
        if (seen != nullptr) {
            seen->push_back(record.message());
        }
        if (record.message().find(text) != std::string::npos) {
            return true;
        }
    }
    return false;
}

inline diagnostics::v1::LogQuery following()
{
    diagnostics::v1::LogQuery query;
    query.set_follow(true);
    return query;
}

/// Writes the lines, waiting for room in the socket's queue: the loop of the other side empties it.
inline void write_lines(logging::LogWriter& writer, const std::string& prefix, int count)
{
    for (int i = 0; i < count; ++i) {
        writer.write(diagnostics::v1::LEVEL_INFO, prefix + std::to_string(i));
        while (writer.waiting()) {
            std::this_thread::yield();
            writer.flush();
        }
    }
}

} // namespace berth::test
