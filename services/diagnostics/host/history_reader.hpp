// SPDX-License-Identifier: Apache-2.0
// Answers a query from a snapshot of the store, in slices, so that a long answer never holds up the loop.
//
// "The last n" takes two passes and no memory: the first counts matches segment by segment from the newest
// back until there are n; the second sends from there, leaving out what is above n.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "services/diagnostics/core/query_filter.hpp"
#include "services/diagnostics/host/log_store.hpp"

namespace berth::diagnostics {

class HistoryReader {
public:
    HistoryReader(Snapshot snapshot, const v1::LogQuery& query);

    /// Reads one block of the store and appends the frames of what matches. False when there is nothing left.
    bool advance(std::string& frames);

private:
    enum class Phase { counting, sending, done };

    void start_segment(std::size_t index);
    void end_of_segment();
    /// False at the end of the segment.
    bool read_block(const std::function<void(const v1::LogRecord&)>& on_match);
    void take_line(std::string_view line, const std::function<void(const v1::LogRecord&)>& on_match);

    Snapshot snapshot_;
    QueryFilter filter_;
    std::uint64_t last_;
    Phase phase_;
    std::size_t segment_ = 0;
    std::uint64_t offset_ = 0;
    std::string partial_line_;
    bool skipping_line_ = false; ///< it is longer than any of ours
    std::uint64_t counted_ = 0;
    std::uint64_t skip_ = 0; ///< matches to leave out at the start of the second pass
};

} // namespace berth::diagnostics
