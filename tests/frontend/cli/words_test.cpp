// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <google/protobuf/util/time_util.h>

#include "frontend/cli/print/words.hpp"

namespace berth::cli {

using google::protobuf::util::TimeUtil;
using std::chrono::milliseconds;

TEST_CASE("durations have the two units that matter")
{
    CHECK(duration_words(milliseconds{340}) == "340 ms");
    CHECK(duration_words(milliseconds{2449}) == "2.4 s");
    CHECK(duration_words(milliseconds{42000}) == "42 s");
    CHECK(duration_words(milliseconds{60000}) == "1 min");
    CHECK(duration_words(milliseconds{192000}) == "3 min 12 s");
    CHECK(duration_words(milliseconds{7500000}) == "2 h 5 min");
    CHECK(duration_words(milliseconds{273600000}) == "3 d 4 h");
    CHECK(duration_words(milliseconds{-5}) == "0 ms");
}

TEST_CASE("the age of a time that is not set is empty, and a clock that went back makes no negative age")
{
    CHECK(age_words({}, TimeUtil::SecondsToTimestamp(100)).empty());
    CHECK(age_words(TimeUtil::SecondsToTimestamp(90), TimeUtil::SecondsToTimestamp(95)) == "5 s");
    CHECK(age_words(TimeUtil::SecondsToTimestamp(90), TimeUtil::SecondsToTimestamp(80)) == "0 s");
}

TEST_CASE("a time of another day carries its date")
{
    const auto now = TimeUtil::SecondsToTimestamp(1769868000);
    CHECK(clock_time(now, now).size() == std::string("14:00:00.000").size());
    CHECK(clock_time(TimeUtil::SecondsToTimestamp(1769868000 - 3 * 86400), now).size() ==
          std::string("2026-01-28 14:00:00.000").size());
}

TEST_CASE("enum values become words")
{
    CHECK(enum_word("RUN_READY", "RUN_") == "ready");
    CHECK(enum_word("IMAGE_KIND_PACK", "IMAGE_KIND_") == "pack");
}

} // namespace berth::cli
