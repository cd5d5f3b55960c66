// SPDX-License-Identifier: Apache-2.0
// No service may fill the store by itself: a token bucket for each, and a count of what it cost.
// Pure: the caller brings the time.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace berth::diagnostics {

class RateLimiter {
public:
    using Clock = std::chrono::steady_clock;
    struct Limits {
        double lines_per_second = 1000; ///< a chatty dockerd in debug mode stays below
        double burst_lines = 10000;     ///< a whole start-up of everything
    };
    /// Names beyond this share one bucket: names come from other processes.
    static constexpr std::size_t kMaxServices = 64;

    explicit RateLimiter(Limits limits) : limits_(limits) {}

    /// Whether a line of the service may go in now; counts it when not.
    bool allow(const std::string& service, Clock::time_point now);

    struct Dropped {
        std::string service;
        std::uint64_t lines = 0;
    };
    /// What was dropped since the last call by services that may write again, so that the report itself has a
    /// place.
    std::vector<Dropped> take_reports(Clock::time_point now);

private:
    struct Bucket {
        double tokens = 0;
        Clock::time_point filled_at;
        std::uint64_t dropped = 0;
    };
    Bucket& bucket_of(const std::string& service, Clock::time_point now);
    void refill(Bucket& bucket, Clock::time_point now) const;

    Limits limits_;
    std::map<std::string, Bucket> buckets_;
};

} // namespace berth::diagnostics
