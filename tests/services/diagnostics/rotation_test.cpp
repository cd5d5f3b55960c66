// SPDX-License-Identifier: Apache-2.0
#include "services/diagnostics/core/rotation.hpp"

#include <catch2/catch.hpp>

using namespace berth::diagnostics;
using std::chrono::hours;

namespace {

const StoreLimits kLimits{800, hours(24 * 8)};
const WallClock::time_point kNow(hours(24 * 365));

ClosedSegment closed(std::uint64_t number, std::uint64_t bytes, hours age = hours(0))
{
    return {number, bytes, kNow - age};
}

} // namespace

TEST_CASE("the written segment is closed at an eighth of the size or of the age")
{
    CHECK_FALSE(must_rotate(kLimits, 99, kNow, kNow));
    CHECK(must_rotate(kLimits, 100, kNow, kNow));
    CHECK_FALSE(must_rotate(kLimits, 1, kNow - hours(23), kNow));
    CHECK(must_rotate(kLimits, 1, kNow - hours(24), kNow));
    CHECK_FALSE(must_rotate(kLimits, 0, std::nullopt, kNow));
}

TEST_CASE("the oldest segments go until the rest fits the size")
{
    const std::vector<ClosedSegment> all{closed(3, 300), closed(4, 300), closed(5, 300)};
    CHECK(to_remove(kLimits, all, 100, kNow) == std::vector<std::uint64_t>{3});
    CHECK(to_remove(kLimits, all, 300, kNow) == std::vector<std::uint64_t>{3, 4});
    CHECK(to_remove(kLimits, {closed(3, 100)}, 100, kNow).empty());
}

TEST_CASE("there are never more than eight segments")
{
    std::vector<ClosedSegment> all;
    for (std::uint64_t number = 1; number <= 8; ++number) {
        all.push_back(closed(number, 1));
    }
    CHECK(to_remove(kLimits, all, 1, kNow) == std::vector<std::uint64_t>{1});
}

TEST_CASE("segments older than the age go, however small")
{
    const std::vector<ClosedSegment> all{closed(1, 1, hours(24 * 9)), closed(2, 1, hours(24 * 7))};
    CHECK(to_remove(kLimits, all, 1, kNow) == std::vector<std::uint64_t>{1});
}

TEST_CASE("names of closed segments carry their number and other files are none")
{
    CHECK(closed_name(17) == "berth.log.17");
    CHECK(closed_number("berth.log.17") == 17U);
    for (const char* other :
         {"berth.log", "berth.log.", "berth.log.0", "berth.log.1x", "berth.log.gz", "x.log.1"}) {
        CHECK_FALSE(closed_number(other));
    }
}
