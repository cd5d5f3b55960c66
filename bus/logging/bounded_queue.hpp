// SPDX-License-Identifier: Apache-2.0
// Encoded records that wait for somebody to take them: bounded in bytes, the oldest give way to new ones and
// are counted. The count belongs in front of what is left, because that is where the gap is. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>

namespace berth::logging {

class BoundedQueue {
public:
    /// What a record costs beyond its text, so that a flood of empty ones is bounded too.
    static constexpr std::size_t kOverheadBytes = 64;

    explicit BoundedQueue(std::size_t limit_bytes) : limit_bytes_(limit_bytes) {}

    void push(std::string record)
    {
        bytes_ += record.size() + kOverheadBytes;
        records_.push_back(std::move(record));
        while (bytes_ > limit_bytes_ && records_.size() > 1) {
            pop();
            ++dropped_;
        }
    }
    void pop()
    {
        bytes_ -= records_.front().size() + kOverheadBytes;
        records_.pop_front();
    }

    bool empty() const { return records_.empty(); }
    std::size_t size() const { return records_.size(); }
    std::size_t bytes() const { return bytes_; }
    const std::string& front() const { return records_.front(); }

    std::uint64_t dropped() const { return dropped_; } ///< not yet reported
    /// So many have been reported.
    void forget_dropped(std::uint64_t reported) { dropped_ -= reported; }

private:
    std::size_t limit_bytes_;
    std::deque<std::string> records_;
    std::size_t bytes_ = 0;
    std::uint64_t dropped_ = 0;
};

} // namespace berth::logging
