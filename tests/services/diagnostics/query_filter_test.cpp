// SPDX-License-Identifier: Apache-2.0
#include "services/diagnostics/core/query_filter.hpp"

#include <catch2/catch.hpp>

using namespace berth::diagnostics;
using berth::bus::v1::SIDE_GUEST;
using berth::bus::v1::SIDE_HOST;

namespace {

v1::LogRecord record(const std::string& service, berth::bus::v1::Side side, v1::Level level,
                     std::int64_t seconds)
{
    v1::LogRecord made;
    made.set_service(service);
    made.set_side(side);
    made.set_level(level);
    made.mutable_time()->set_seconds(seconds);
    return made;
}

} // namespace

TEST_CASE("an empty query matches everything")
{
    CHECK(QueryFilter({}).matches(record("a", SIDE_HOST, v1::LEVEL_DEBUG, 0)));
}

TEST_CASE("a service's name matches both sides unless one is named")
{
    v1::LogQuery query;
    query.set_service("netbridge");
    CHECK(QueryFilter(query).matches(record("netbridge", SIDE_HOST, v1::LEVEL_INFO, 1)));
    CHECK(QueryFilter(query).matches(record("netbridge", SIDE_GUEST, v1::LEVEL_INFO, 1)));
    CHECK_FALSE(QueryFilter(query).matches(record("netbridge2", SIDE_HOST, v1::LEVEL_INFO, 1)));
    query.set_service("netbridge@guest");
    CHECK_FALSE(QueryFilter(query).matches(record("netbridge", SIDE_HOST, v1::LEVEL_INFO, 1)));
    CHECK(QueryFilter(query).matches(record("netbridge", SIDE_GUEST, v1::LEVEL_INFO, 1)));
}

TEST_CASE("a level matches itself and what is worse")
{
    v1::LogQuery query;
    query.set_min_level(v1::LEVEL_WARNING);
    CHECK_FALSE(QueryFilter(query).matches(record("a", SIDE_HOST, v1::LEVEL_INFO, 1)));
    CHECK(QueryFilter(query).matches(record("a", SIDE_HOST, v1::LEVEL_WARNING, 1)));
    CHECK(QueryFilter(query).matches(record("a", SIDE_HOST, v1::LEVEL_ERROR, 1)));
}

TEST_CASE("since matches from that very moment on")
{
    v1::LogQuery query;
    query.mutable_since()->set_seconds(100);
    query.mutable_since()->set_nanos(5);
    v1::LogRecord at = record("a", SIDE_HOST, v1::LEVEL_INFO, 100);
    CHECK_FALSE(QueryFilter(query).matches(at));
    at.mutable_time()->set_nanos(5);
    CHECK(QueryFilter(query).matches(at));
    CHECK(QueryFilter(query).matches(record("a", SIDE_HOST, v1::LEVEL_INFO, 101)));
    CHECK_FALSE(QueryFilter(query).matches(record("a", SIDE_HOST, v1::LEVEL_INFO, 99)));
}
