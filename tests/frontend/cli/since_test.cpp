// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <google/protobuf/util/time_util.h>

#include "frontend/cli/core/since.hpp"

namespace berth::cli {

using google::protobuf::util::TimeUtil;

TEST_CASE("a time back from now may have several units")
{
    const auto now = TimeUtil::SecondsToTimestamp(1000000);
    CHECK(parse_since("90s", now)->seconds() == 1000000 - 90);
    CHECK(parse_since("10m", now)->seconds() == 1000000 - 600);
    CHECK(parse_since("2h30m", now)->seconds() == 1000000 - 9000);
    CHECK(parse_since("1d", now)->seconds() == 1000000 - 86400);
}

TEST_CASE("an RFC 3339 time is taken as it is")
{
    const auto now = TimeUtil::SecondsToTimestamp(0);
    CHECK(parse_since("2026-01-31T14:00:00Z", now)->seconds() == 1769868000);
    CHECK(parse_since("2026-01-31T14:00:00+01:00", now)->seconds() == 1769868000 - 3600);
}

TEST_CASE("what is no time is refused with an example")
{
    const auto now = TimeUtil::SecondsToTimestamp(0);
    for (const char* text :
         {"", "10", "m", "10x", "-5m", "10m junk", "yesterday", "99999999999999999999s", "9999999999d"}) {
        INFO(text);
        const auto result = parse_since(text, now);
        REQUIRE_FALSE(result.has_value());
        CHECK(result.error().hint.find("10m") != std::string::npos);
    }
}

} // namespace berth::cli
