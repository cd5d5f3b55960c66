// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/lifecycle/core/restart_backoff.hpp"

using namespace berth::lifecycle;
using namespace std::chrono_literals;

TEST_CASE("A process that was killed once is back at once")
{
    RestartBackoff backoff;
    const RestartBackoff::Clock::time_point start{};
    backoff.started(start);
    CHECK(backoff.ended(start + 5s) == 0ms);
}

TEST_CASE("A process that keeps ending waits longer each time, up to five seconds")
{
    RestartBackoff backoff;
    const RestartBackoff::Clock::time_point now{};
    std::vector<std::chrono::milliseconds> waits;
    for (int i = 0; i < 9; ++i) {
        backoff.started(now);
        waits.push_back(backoff.ended(now + 1ms));
    }
    CHECK(waits == std::vector<std::chrono::milliseconds>{0ms, 100ms, 200ms, 400ms, 800ms, 1600ms, 3200ms,
                                                          5000ms, 5000ms});
}

TEST_CASE("Thirty seconds of life forgive everything before")
{
    RestartBackoff backoff;
    RestartBackoff::Clock::time_point now{};
    for (int i = 0; i < 5; ++i) {
        backoff.started(now);
        (void)backoff.ended(now + 1ms);
    }
    backoff.started(now);
    CHECK(backoff.ended(now + 30s) == 0ms);
    backoff.started(now);
    CHECK(backoff.ended(now + 1s) == 100ms);
}
