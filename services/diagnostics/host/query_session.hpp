// SPDX-License-Identifier: Apache-2.0
// One reader: its query, then what the store holds, then (follow) what is written from then on.
//
//   asking -> history -> live (follow only) -> closing
//
// No gap and nothing twice: the snapshot is taken and the following begins at the same moment; new records
// wait in `live_` until the history has been sent. What waits for the reader is bounded: history is read only
// as fast as it is taken, and a reader that lets more than kReaderQueueBytes of new records pile up is told
// so and cut.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/unique_fd.hpp"
#include "loop/event_loop.hpp"
#include "services/diagnostics/core/query_filter.hpp"
#include "services/diagnostics/host/history_reader.hpp"
#include "services/diagnostics/host/journal.hpp"
#include "wire/length_frames.hpp"

namespace berth::diagnostics {

constexpr std::size_t kReaderQueueBytes = 1U << 20U;
constexpr std::size_t kHistoryAheadBytes = 256U << 10U;   ///< encoded history that waits for the reader
constexpr std::chrono::milliseconds kQueryDeadline{5000}; ///< from accept to the whole query
constexpr std::chrono::milliseconds kCloseDeadline{5000}; ///< for a cut reader to take what is left

class QuerySession {
public:
    /// `on_end` is called once, when the session is over; it may destroy the session.
    QuerySession(loop::EventLoop& loop, base::UniqueFd fd, Journal& journal, std::function<void()> on_end);
    ~QuerySession();
    QuerySession(const QuerySession&) = delete;
    QuerySession& operator=(const QuerySession&) = delete;

    /// Says why and ends once that has been taken.
    void cut(std::string_view why);

private:
    enum class Phase { asking, history, live, closing, over };

    void on_readable();
    void read_query();
    void start(const v1::LogQuery& query);
    void on_record(const v1::LogRecord& record);
    void pump();
    bool refill();
    bool send_waiting();
    void want_writable(bool wanted);
    void set_deadline(std::chrono::milliseconds after);
    void stop_following();
    void end();

    loop::EventLoop& loop_;
    base::UniqueFd fd_;
    Journal& journal_;
    std::function<void()> on_end_;
    Phase phase_ = Phase::asking;
    wire::FrameDecoder decoder_;
    std::optional<QueryFilter> filter_;
    std::optional<HistoryReader> history_;
    std::uint64_t follower_ = 0;
    std::string out_; ///< frames being sent
    std::size_t sent_ = 0;
    std::string live_; ///< frames of new records
    loop::Registration readable_ = 0;
    loop::Registration writable_ = 0;
    loop::Registration deadline_ = 0;
};

} // namespace berth::diagnostics
