// SPDX-License-Identifier: Apache-2.0
#include "services/diagnostics/core/rate_limiter.hpp"

#include <catch2/catch.hpp>

using berth::diagnostics::RateLimiter;
using namespace std::chrono_literals;

namespace {

const RateLimiter::Clock::time_point kStart{};

int allowed(RateLimiter& limiter, const std::string& service, int lines, RateLimiter::Clock::time_point now)
{
    int count = 0;
    for (int i = 0; i < lines; ++i) {
        count += limiter.allow(service, now) ? 1 : 0;
    }
    return count;
}

} // namespace

TEST_CASE("a burst passes and then the rate holds")
{
    RateLimiter limiter({10, 50});
    CHECK(allowed(limiter, "dockerd", 100, kStart) == 50);
    CHECK(allowed(limiter, "dockerd", 100, kStart + 1s) == 10);
    CHECK(allowed(limiter, "dockerd", 100, kStart + 100s) == 50);
}

TEST_CASE("one service's flood does not cost another its lines")
{
    RateLimiter limiter({10, 50});
    CHECK(allowed(limiter, "dockerd", 1000, kStart) == 50);
    CHECK(allowed(limiter, "netbridge", 20, kStart) == 20);
}

TEST_CASE("what was dropped is reported once, as soon as the service may write again")
{
    RateLimiter limiter({10, 50});
    CHECK(allowed(limiter, "dockerd", 57, kStart) == 50);
    CHECK(limiter.take_reports(kStart).empty());
    const auto reports = limiter.take_reports(kStart + 1s);
    REQUIRE(reports.size() == 1);
    CHECK(reports[0].service == "dockerd");
    CHECK(reports[0].lines == 7);
    CHECK(limiter.take_reports(kStart + 2s).empty());
}

TEST_CASE("any number of names costs a bounded number of buckets")
{
    RateLimiter limiter({1, 1});
    int count = 0;
    for (int i = 0; i < 1000; ++i) {
        count += limiter.allow("name" + std::to_string(i), kStart) ? 1 : 0;
    }
    CHECK(count == static_cast<int>(RateLimiter::kMaxServices) + 1);
}
