// SPDX-License-Identifier: Apache-2.0
#include "services/diagnostics/core/rate_limiter.hpp"

#include <algorithm>

namespace berth::diagnostics {
namespace {

constexpr const char* kSharedBucket = "others";

} // namespace

bool RateLimiter::allow(const std::string& service, Clock::time_point now)
{
    Bucket& bucket = bucket_of(service, now);
    refill(bucket, now);
    if (bucket.tokens < 1) {
        ++bucket.dropped;
        return false;
    }
    bucket.tokens -= 1;
    return true;
}

std::vector<RateLimiter::Dropped> RateLimiter::take_reports(Clock::time_point now)
{
    std::vector<Dropped> reports;
    for (auto& [service, bucket] : buckets_) {
        refill(bucket, now);
        if (bucket.dropped > 0 && bucket.tokens >= 1) {
            bucket.tokens -= 1;
            reports.push_back({service, bucket.dropped});
            bucket.dropped = 0;
        }
    }
    return reports;
}

RateLimiter::Bucket& RateLimiter::bucket_of(const std::string& service, Clock::time_point now)
{
    const bool is_new = buckets_.find(service) == buckets_.end();
    const std::string& name = is_new && buckets_.size() >= kMaxServices ? kSharedBucket : service;
    return buckets_.try_emplace(name, Bucket{limits_.burst_lines, now, 0}).first->second;
}

void RateLimiter::refill(Bucket& bucket, Clock::time_point now) const
{
    const std::chrono::duration<double> passed = now - bucket.filled_at;
    bucket.tokens = std::min(limits_.burst_lines, bucket.tokens + passed.count() * limits_.lines_per_second);
    bucket.filled_at = now;
}

} // namespace berth::diagnostics
