// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/netbridge/core/json/json_text.hpp"

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

TEST_CASE("nesting is bounded as in Go, and deeper text costs no stack")
{
    const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    const std::string deepest = nested(kMaxJsonDepth);
    REQUIRE(is_json(deepest));
    CHECK(JsonValue::root(deepest).end() == deepest.size());
    CHECK_FALSE(is_json(nested(kMaxJsonDepth + 1)));
    CHECK_FALSE(is_json(nested(1'000'000)));
    CHECK_FALSE(is_json(std::string(1'000'000, '[')));
    std::string mixed = "1";
    for (std::size_t i = 0; i < kMaxJsonDepth / 2; ++i) {
        mixed = "{\"a[{\":[" + mixed + "]}";
    }
    CHECK(is_json(mixed));
    CHECK_FALSE(is_json("[" + mixed + "]"));
}

TEST_CASE("what is not JSON is told from what is")
{
    for (const char* text : {"",
                             " ",
                             "{",
                             "}",
                             "{}{}",
                             "{'a':1}",
                             "[1,]",
                             "[,1]",
                             "{,}",
                             "{\"a\"}",
                             "{\"a\":}",
                             "{\"a\":1,}",
                             "{1:2}",
                             "[1 2]",
                             "[}",
                             "{]",
                             "\xEF\xBB\xBF{}",
                             "nul",
                             "nulll",
                             "True",
                             "01",
                             "-",
                             "+1",
                             ".5",
                             "1.",
                             "1e",
                             "1e+",
                             "1.null",
                             "-true",
                             "1e+false",
                             "0x1",
                             "NaN",
                             "\"",
                             "\"\\\"",
                             "\"\\x\"",
                             "\"\\u12g4\"",
                             "\"\\u12\"",
                             "\"\n\"",
                             "\"\t\"",
                             "[1] x",
                             "\v1"}) {
        INFO(text);
        CHECK_FALSE(is_json(text));
    }
    CHECK_FALSE(is_json(std::string("{}\0x", 4)));
    CHECK_FALSE(is_json(std::string("\"\0\"", 3)));
    for (const char* text :
         {"0", "-0", "-1.5e-3", "10E5", "\"\"", " [ ] ", "{ }", "[[],{},\"\",1,null,true,false]",
          "{\"a\":{\"b\":[{}]},\"a\":1}", "\r\n\t 1 \n", "\"\x7f\\/\\b\\f\\n\\r\\t\""}) {
        INFO(text);
        CHECK(is_json(text));
    }
}

TEST_CASE("what Go's decoder takes passes, and is read as Go reads it")
{
    const auto read = [](const std::string& text) {
        REQUIRE(is_json(text));
        return JsonValue::root(text).decoded();
    };
    CHECK(is_json("[1e999, 123456789012345678901234567890]"));
    CHECK(read(R"("\ud83d\ude00")") == "😀");
    CHECK(read(R"("\ud83d")") == "\uFFFD");
    CHECK(read(R"("\ud83dx\ude00")") == "\uFFFDx\uFFFD");
    CHECK(read(R"("\ud83d\u0041")") == "\uFFFDA");
    CHECK(read(R"("\ud83d\ud83d\ude00")") == "\uFFFD😀");
    CHECK(read("\"a\xFF\xC3(\xE2\x82\"") == "a\uFFFD\uFFFD(\uFFFD\uFFFD");
    CHECK(read("\"\xED\xA0\x80\xF4\x90\x80\x80\xC0\xAF\"") ==
          "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD"); // surrogate, too big, overlong
    CHECK(read("\"ü€😀\"") == "ü€😀");
    CHECK(read(R"("\u00fc\u20ac\u0000\"\\\/\b\f\n\r\t")") == std::string("ü€\0\"\\/\b\f\n\r\t", 14));
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
