// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/core/clock_rules.hpp"

#include <catch2/catch.hpp>

namespace berth::diagnose {
namespace {

constexpr std::int64_t kNow = 1800000000; // 2027-01-15 08:00:00 UTC

} // namespace

TEST_CASE("a clock before berth's own making, or a century ahead, cannot be right")
{
    CHECK(judge_host_clock(kNow, kNow).outcome == Outcome::pass);
    CHECK(judge_host_clock(kNow, kNow).evidence == "2027-01-15 08:00:00 UTC");
    CHECK(judge_host_clock(kNow - 1, kNow).outcome == Outcome::fail);
    CHECK(judge_host_clock(0, kNow).evidence.rfind("it is 1970-01-01", 0) == 0);
    CHECK(judge_host_clock(4200000000, kNow).outcome == Outcome::fail);
    CHECK(judge_host_clock(0, kNow).fix.find("timedatectl") != std::string::npos);
}

TEST_CASE("the engine's clock may differ by what asking takes, and no more")
{
    CHECK(judge_engine_clock("2027-01-15T08:00:00.123456789Z", kNow - 1, kNow + 1).outcome == Outcome::pass);
    CHECK(judge_engine_clock("2027-01-15T09:00:00+01:00", kNow, kNow).outcome == Outcome::pass);
    CHECK(judge_engine_clock("2027-01-15T08:00:00Z", kNow + 2, kNow + 2).outcome == Outcome::pass);
    const Finding behind = judge_engine_clock("2027-01-15T08:00:00Z", kNow + 60, kNow + 61);
    CHECK(behind.outcome == Outcome::fail);
    CHECK(behind.evidence == "the engine's clock is 60 s behind the host's");
    CHECK(judge_engine_clock("2027-01-15T08:01:00Z", kNow, kNow + 1).evidence ==
          "the engine's clock is 59 s ahead of the host's");
    CHECK(judge_engine_clock("soon", kNow, kNow).outcome == Outcome::fail);
    CHECK(judge_engine_clock("", kNow, kNow).outcome == Outcome::fail);
}

TEST_CASE("the time in which the machine was suspended is told")
{
    using std::chrono::seconds;
    CHECK(judge_suspension(seconds{7260}, seconds{7260}).evidence == "up for 2 h 1 min, never suspended");
    CHECK(judge_suspension(seconds{7260}, seconds{7200}).evidence ==
          "up for 2 h 1 min, suspended for 60 s of it");
    CHECK(judge_suspension(seconds{10}, seconds{11}).outcome == Outcome::pass);
}

} // namespace berth::diagnose
