// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/netbridge/core/json_text.hpp"

using namespace berth::netbridge;

TEST_CASE("members and elements are found in place, in order, with duplicates")
{
    const std::string text = R"( {"a" : [1, "x\"]", {"b":[]}] ,"a":null, "ü":-1.50e+2} )";
    REQUIRE(is_json(text));
    std::vector<std::string> seen;
    JsonValue::root(text).for_each_member([&](const JsonValue& key, const JsonValue& value) {
        seen.push_back(key.decoded() + "=" + text.substr(value.begin(), value.end() - value.begin()));
    });
    CHECK(seen == std::vector<std::string>{R"(a=[1, "x\"]", {"b":[]}])", "a=null", "ü=-1.50e+2"});
}

TEST_CASE("empty containers and lone values are walked")
{
    int visits = 0;
    const auto count = [&](const JsonValue&) { ++visits; };
    JsonValue::root("[ ]").for_each_element(count);
    JsonValue::root(" 12 ").for_each_element(count);
    CHECK(visits == 0);
    JsonValue::root(R"([[],{},"",1])").for_each_element(count);
    CHECK(visits == 4);
}

TEST_CASE("deep nesting costs no stack")
{
    const std::string text = std::string(1'000'000, '[') + std::string(1'000'000, ']');
    REQUIRE(is_json(text));
    CHECK(JsonValue::root(text).end() == text.size());
}

TEST_CASE("what is not JSON is told from what is")
{
    for (const char* text :
         {"", "{", "{}{}", "{'a':1}", "[1,]", "\xEF\xBB\xBF{}", "{\"a\":\"\xFF\"}", "nul"}) {
        CHECK_FALSE(is_json(text));
    }
    CHECK_FALSE(is_json(std::string("{}\0x", 4)));
}

TEST_CASE("keys match as Go's do")
{
    CHECK(key_matches("hostconfig", "HostConfig"));
    CHECK(key_matches("BIND\u017f", "Binds"));
    CHECK(key_matches("\u212aey", "key"));
    CHECK_FALSE(key_matches("Bind", "Binds"));
}

TEST_CASE("a string is written so that it reads back the same")
{
    const std::string awkward = "/a \"b\"\\c\n\x01ü";
    const auto json = to_json_string(awkward);
    REQUIRE(json.has_value());
    CHECK(JsonValue::root(*json).decoded() == awkward);
    CHECK(to_json_string("\xFF").has_error());
}
