// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "frontend/diagnose/bundle/core/reduce.hpp"

using namespace berth;
using namespace berth::bundle;

namespace {

std::string reduced_text(const char* value, const char* allowed)
{
    return reduced(Json::parse(value), Json::parse(allowed)).dump();
}

} // namespace

TEST_CASE("only what is named stays, in the order of the names")
{
    CHECK(reduced_text(R"({"c":1,"a":"x","b":{"d":true,"e":2}})", R"({"a":true,"b":{"d":true},"f":true})") ==
          R"({"a":"x","b":{"d":true}})");
    CHECK(reduced_text(R"([{"a":1,"b":2},{"b":3},4])", R"([{"a":true}])") == R"([{"a":1},{},null])");
}

TEST_CASE("a value that is not of the shape is left out, whatever is in it")
{
    CHECK(reduced_text(R"({"a":{"secret":1}})", R"({"a":true})") == R"({"a":null})");
    CHECK(reduced_text(R"({"a":["secret"]})", R"({"a":true})") == R"({"a":null})");
    CHECK(reduced_text(R"({"a":"secret"})", R"({"a":{"b":true}})") == R"({"a":null})");
    CHECK(reduced_text(R"("secret")", R"([true])") == "null");
}

TEST_CASE("a text that is no JSON is an error that names it")
{
    CHECK(parse_reduced("{\"a\":1}", Json::parse("{\"a\":true}"), "it").dump() == "{\"a\":1}");
    CHECK_THROWS_WITH(parse_reduced("{", Json(true), "the answer"), Catch::Contains("the answer"));
}
