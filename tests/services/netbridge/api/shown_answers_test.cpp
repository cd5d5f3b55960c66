// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/api/shown_answers.hpp"

#include <catch2/catch.hpp>

using namespace berth::netbridge;

namespace {

const ApiRule& rule_of(const char* path)
{
    return *find_api_rule("GET", path);
}

} // namespace

TEST_CASE("an answer is known again by its rule and all of its bytes")
{
    ShownAnswers answers;
    const ApiRule& list = rule_of("/containers/json");
    CHECK(answers.find(list, "") == nullptr);
    answers.keep(list, "[1]", "[2]");
    REQUIRE(answers.find(list, "[1]") != nullptr);
    CHECK(*answers.find(list, "[1]") == "[2]");
    CHECK(answers.find(list, "[3]") == nullptr);
    CHECK(answers.find(rule_of("/volumes"), "[1]") == nullptr);
}

TEST_CASE("the oldest answer goes first, and a long one is not kept")
{
    ShownAnswers answers;
    const ApiRule& list = rule_of("/containers/json");
    for (std::size_t i = 0; i <= ShownAnswers::kAnswers; ++i) {
        answers.keep(list, std::to_string(i), "shown");
    }
    CHECK(answers.find(list, "0") == nullptr);
    CHECK(answers.find(list, "1") != nullptr);
    const std::string longest(ShownAnswers::kBytesOfBody, 'x');
    answers.keep(list, longest + "x", "shown");
    CHECK(answers.find(list, longest + "x") == nullptr);
    CHECK(answers.find(list, "1") != nullptr);
    answers.keep(list, longest, "shown");
    CHECK(answers.find(list, longest) != nullptr);
}
