// SPDX-License-Identifier: Apache-2.0
#include "logging/records.hpp"

#include <limits>

#include <catch2/catch.hpp>

using namespace berth;
using diagnostics::v1::LogRecord;

TEST_CASE("a record's time survives to the clock's own precision")
{
    LogRecord record;
    const auto time = logging::WallClock::time_point(std::chrono::nanoseconds(1'700'000'000'123'456'789));
    logging::set_time(record, time);
    CHECK(record.time().seconds() == 1'700'000'000);
    CHECK(record.time().nanos() == 123'456'789);
    CHECK(logging::time_of(record) == time);
}

TEST_CASE("a record with senseless values is brought within the limits")
{
    LogRecord record;
    record.mutable_time()->set_seconds(std::numeric_limits<std::int64_t>::max());
    record.mutable_time()->set_nanos(-5);
    record.set_level(static_cast<diagnostics::v1::Level>(77));
    record.set_side(static_cast<bus::v1::Side>(77));
    record.set_service(std::string(1000, 's'));
    record.set_message(std::string(1U << 20U, 'm'));
    for (int i = 0; i < 1000; ++i) {
        (*record.mutable_fields())["field" + std::to_string(i)] = std::string(5000, 'v');
    }
    logging::make_fit(record);
    CHECK(record.ByteSizeLong() <= logging::kMaxRecordBytes);
    CHECK(record.level() == diagnostics::v1::LEVEL_INFO);
    CHECK(record.side() == bus::v1::SIDE_HOST);
    CHECK(record.time().nanos() >= 0);
}

TEST_CASE("levels have words and words have levels")
{
    CHECK(logging::level_word(diagnostics::v1::LEVEL_ERROR) == "error");
    CHECK(logging::parse_level("warn").value() == diagnostics::v1::LEVEL_WARNING);
    CHECK(logging::parse_level("debug").value() == diagnostics::v1::LEVEL_DEBUG);
    const auto unknown = logging::parse_level("loud");
    REQUIRE_FALSE(unknown.has_value());
    CHECK_THAT(unknown.error().hint, Catch::Contains("warning"));
}

TEST_CASE("a record reads as a line with its side, level and fields")
{
    LogRecord record =
        logging::make_record({"netbridge", bus::v1::SIDE_GUEST, 7}, diagnostics::v1::LEVEL_WARNING, "slow");
    (*record.mutable_fields())["b"] = "2";
    (*record.mutable_fields())["a"] = "1";
    const auto parts = logging::to_parts(record);
    CHECK(parts.time.size() == std::string("2026-11-22 14:15:48.123").size());
    CHECK(parts.level == "WARNING");
    CHECK(parts.service == "netbridge@guest");
    CHECK(parts.message == "slow a=1 b=2");
    CHECK(logging::to_line(parts) == parts.time + " WARNING netbridge@guest   slow a=1 b=2");
}
