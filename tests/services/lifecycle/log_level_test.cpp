// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/lifecycle/core/log_level.hpp"

using namespace berth::diagnostics::v1;
using berth::lifecycle::log_level_of;
using berth::lifecycle::stated_log_level;

TEST_CASE("The level of a daemon's text line is read")
{
    CHECK(log_level_of(R"(time="2026-01-01T00:00:00Z" level=debug msg="x")") == LEVEL_DEBUG);
    CHECK(log_level_of(R"(time="2026-01-01T00:00:00Z" level=info msg="x")") == LEVEL_INFO);
    CHECK(log_level_of(R"(time="2026-01-01T00:00:00Z" level=warning msg="x")") == LEVEL_WARNING);
    CHECK(log_level_of(R"(level=error msg="x")") == LEVEL_ERROR);
    CHECK(log_level_of(R"(level=fatal msg="x")") == LEVEL_ERROR);
}

TEST_CASE("The level of a daemon's JSON line is read")
{
    CHECK(log_level_of(R"({"level":"warning","msg":"x"})") == LEVEL_WARNING);
}

TEST_CASE("A level inside a quoted message is not the line's")
{
    CHECK(log_level_of(R"(level=info msg="child said \"x\" level=error")") == LEVEL_INFO);
    CHECK(log_level_of(R"(msg="a level=error" level=debug)") == LEVEL_DEBUG);
    CHECK(log_level_of("loglevel=error") == LEVEL_INFO);
}

TEST_CASE("Whether a line states a level at all is told apart")
{
    CHECK(stated_log_level("time=x level=info msg=y") == LEVEL_INFO);
    CHECK_FALSE(stated_log_level("panic: runtime error"));
    CHECK_FALSE(stated_log_level("level=loud"));
}

TEST_CASE("A line without a level is information")
{
    CHECK(log_level_of("goroutine 1 [running]:") == LEVEL_INFO);
    CHECK(log_level_of("") == LEVEL_INFO);
}
