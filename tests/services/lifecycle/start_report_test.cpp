// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/lifecycle/core/start_report.hpp"

using namespace berth;
using namespace berth::lifecycle;

TEST_CASE("The word that berth-init listens is understood")
{
    const auto report = parse_start_report(encode_ready());
    REQUIRE(report);
    CHECK(report->has_value());
}

TEST_CASE("A failure arrives with its hint")
{
    const auto report = parse_start_report(encode_failed(base::Failure{"mounting x", "do y"}));
    REQUIRE(report);
    REQUIRE(report->has_error());
    CHECK(report->error().message == "mounting x");
    CHECK(report->error().hint == "do y");
}

TEST_CASE("A report that is not complete is waited for")
{
    const std::string whole = encode_failed(base::Failure{"mounting x", ""});
    for (std::size_t length = 0; length < whole.size(); ++length) {
        CHECK_FALSE(parse_start_report(whole.substr(0, length)));
    }
}
