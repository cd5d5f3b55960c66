// SPDX-License-Identifier: Apache-2.0
// Log records that wait until somebody takes them: bounded by bytes, the oldest go first. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>

namespace berth::lifecycle {

class RecordQueue {
public:
    explicit RecordQueue(std::size_t limit_bytes) : limit_bytes_(limit_bytes) {}

    /// Makes room by letting the oldest go, and counts those.
    void push(std::string record);
    bool empty() const { return records_.empty(); }
    const std::string& front() const { return records_.front(); }
    void pop();

    /// How many were let go since the last call.
    std::uint64_t take_lost() { return std::exchange(lost_, 0); }

private:
    std::size_t limit_bytes_;
    std::size_t bytes_ = 0;
    std::uint64_t lost_ = 0;
    std::deque<std::string> records_;
};

} // namespace berth::lifecycle
