// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>

#include "random_json.hpp"
#include "services/netbridge/core/json/json_edits.hpp"

using namespace berth::netbridge;
using berth::netbridge::test::random_json;

namespace {

/// All strings of a text, keys left out, in order.
void for_each_string(const JsonValue& value, const std::function<void(const JsonValue&)>& visit)
{
    if (value.is_string()) {
        visit(value);
    }
    value.for_each_element([&](const JsonValue& element) { for_each_string(element, visit); });
    value.for_each_member(
        [&](const JsonValue& /*key*/, const JsonValue& member) { for_each_string(member, visit); });
}

std::vector<std::string> found_at(const std::string& text, std::string_view place)
{
    std::vector<std::string> found;
    for_each_at(JsonValue::root(text), place, [&](const JsonValue& value) {
        found.push_back(text.substr(value.begin(), value.end() - value.begin()));
    });
    return found;
}

constexpr unsigned kSeed = 20260823;
constexpr int kTexts = 3000;

} // namespace

TEST_CASE("an edit that changes nothing gives every byte back")
{
    std::mt19937 random(kSeed);
    for (int i = 0; i < kTexts; ++i) {
        const std::string text = random_json(random);
        INFO(text);
        REQUIRE(is_json(text));
        JsonEdits edits(text);
        for_each_string(JsonValue::root(text), [&](const JsonValue& value) {
            CHECK(edits.replace(value, value.decoded()).has_value());
        });
        CHECK(edits.apply() == text);
    }
}

TEST_CASE("edited strings change, and what is around them does not")
{
    std::mt19937 random(kSeed + 1);
    for (int i = 0; i < kTexts; ++i) {
        const std::string text = random_json(random);
        INFO(text);
        JsonEdits edits(text);
        std::string expected; // by hand: the text around the strings, and the new strings
        std::size_t done = 0;
        std::vector<std::string> strings;
        for_each_string(JsonValue::root(text), [&](const JsonValue& value) {
            strings.push_back("<" + value.decoded() + ">");
            CHECK(edits.replace(value, strings.back()).has_value());
            expected += text.substr(done, value.begin() - done) + *to_json_string(strings.back());
            done = value.end();
        });
        const std::string edited = edits.apply();
        CHECK(edited == expected + text.substr(done));
        REQUIRE(is_json(edited));
        std::vector<std::string> read_back;
        for_each_string(JsonValue::root(edited),
                        [&](const JsonValue& value) { read_back.push_back(value.decoded()); });
        CHECK(read_back == strings);
    }
}

TEST_CASE("the walk finds what a model of the whole text finds")
{
    std::mt19937 random(kSeed + 2);
    for (int i = 0; i < kTexts; ++i) {
        const std::string text = "{\"k\":" + random_json(random) + "}";
        INFO(text);
        const auto model = nlohmann::json::parse(text);
        const auto found = found_at(text, "K");
        REQUIRE(found.size() == 1);
        CHECK(nlohmann::json::parse(found.front()) == model["k"]);
    }
}

TEST_CASE("places are found by Go's matching, through arrays, with every duplicate")
{
    const std::string text =
        R"({"a":[{"b":1},{"B":2,"b":3},4,{"c":5}],"A":[{"\u0062":6}],"ſ":{"ſ":[["x"],[]]},"K":7})";
    CHECK(found_at(text, "a[].b") == std::vector<std::string>{"1", "2", "3", "6"});
    CHECK(found_at(text, "s.S[][]") == std::vector<std::string>{R"("x")"});
    CHECK(found_at(text, "k") == std::vector<std::string>{"7"}); // the Kelvin sign
    CHECK(found_at(text, "a.b").empty());
    CHECK(found_at(text, "") == std::vector<std::string>{text});
    CHECK(found_at("[[1],[2]]", "[][]") == std::vector<std::string>{"1", "2"});
}

TEST_CASE("it is told when a name on the way stands twice")
{
    const auto ambiguous = [](const std::string& text, std::string_view place) {
        return for_each_at(JsonValue::root(text), place, [](const JsonValue&) {});
    };
    CHECK(ambiguous(R"({"a":1,"A":2})", "a"));
    CHECK(ambiguous(R"({"a":{"b":1},"A":{}})", "a.b"));
    CHECK(ambiguous(R"([{"a":1},{"a":1,"\u0061":2}])", "[].a"));
    CHECK_FALSE(ambiguous(R"([{"a":1},{"a":1,"b":2,"b":3}])", "[].a"));
}

TEST_CASE("a body of many megabytes is edited in one pass")
{
    std::string text = "{\"Labels\":{";
    for (int i = 0; i < 100'000; ++i) {
        text += "\"label" + std::to_string(i) + "\":\"[{value of some length\\\"}\",";
    }
    text += "\"last\":\"\"},\"Binds\":[\"/a:/b\"]}";
    REQUIRE(is_json(text));
    JsonEdits edits(text);
    for_each_at(JsonValue::root(text), "Binds[]",
                [&](const JsonValue& value) { CHECK(edits.replace(value, "/c:/b").has_value()); });
    const std::string edited = edits.apply();
    CHECK(edited.size() == text.size());
    CHECK(edited.ends_with("\"Binds\":[\"/c:/b\"]}"));
}
