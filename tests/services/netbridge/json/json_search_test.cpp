// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <algorithm>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "random_json.hpp"
#include "services/netbridge/core/json/json_edits.hpp"
#include "services/netbridge/core/json/json_search.hpp"

using namespace berth::netbridge;
using berth::netbridge::test::random_json;

namespace {

using Texts = std::vector<std::string>;

std::string text_of(const std::string& text, const JsonValue& value)
{
    return text.substr(value.begin(), value.end() - value.begin());
}

struct Found {
    std::vector<Texts> values; ///< by place
    PlaceSet ambiguous;
};

std::optional<Found> search(const std::string& text, const std::vector<std::string_view>& places)
{
    Found found{.values = std::vector<Texts>(places.size()), .ambiguous = {}};
    const auto ambiguous = find_values(text, places, [&](std::size_t place, const JsonValue& value) {
        found.values.at(place).push_back(text_of(text, value));
    });
    if (!ambiguous) {
        return std::nullopt;
    }
    found.ambiguous = *ambiguous;
    return found;
}

Texts found_at(const std::string& text, std::string_view place)
{
    const auto found = search(text, {place});
    REQUIRE(found);
    return found->values.front();
}

constexpr unsigned kSeed = 20261127;
constexpr int kTexts = 3000;

} // namespace

TEST_CASE("a search finds places by Go's matching, through arrays, with every duplicate")
{
    const std::string text =
        R"({"a":[{"b":1},{"B":2,"b":3},4,{"c":5}],"A":[{"\u0062":6}],"ſ":{"ſ":[["x"],[]]},"K":7})";
    CHECK(found_at(text, "a[].b") == Texts{"1", "2", "3", "6"});
    CHECK(found_at(text, "s.S[][]") == Texts{R"("x")"});
    CHECK(found_at(text, "k") == Texts{"7"}); // the Kelvin sign
    CHECK(found_at(text, "a.b").empty());
    CHECK(found_at(text, "a[][]").empty());
    CHECK(found_at(text, "") == Texts{text});
    CHECK(found_at(" 5 ", "") == Texts{"5"});
    CHECK(found_at("[[1],[2],{}]", "[]") == Texts{"[1]", "[2]", "{}"});
    CHECK(found_at("[[1],[2]]", "[][]") == Texts{"1", "2"});
}

TEST_CASE("one search serves several places, one of them within another")
{
    const std::string text = R"({"a":{"b":[1,{"c":2}]},"d":3})";
    const auto found = search(text, {"d", "a", "a.b[]", "a.b[].c", "x"});
    REQUIRE(found);
    CHECK(found->values ==
          std::vector<Texts>{{"3"}, {R"({"b":[1,{"c":2}]})"}, {"1", R"({"c":2})"}, {"2"}, {}});
    CHECK(found->ambiguous.none());
}

TEST_CASE("a search tells the places on whose way a name stands twice")
{
    CHECK(search(R"({"a":1,"A":2,"b":3})", {"a", "b"})->ambiguous == PlaceSet(0b01));
    CHECK(search(R"({"a":{"b":1},"A":{}})", {"a.b", "a"})->ambiguous == PlaceSet(0b11));
    CHECK(search(R"([{"a":1},{"a":1,"\u0061":2}])", {"[].a"})->ambiguous == PlaceSet(0b1));
    CHECK(search(R"([{"a":1},{"a":1,"b":2,"b":3}])", {"[].a"})->ambiguous.none());
    CHECK(search(R"({"c":{"a":1,"a":2},"a":3})", {"a"})->ambiguous.none());
}

TEST_CASE("a search refuses what is not JSON, also behind what it has found")
{
    for (const std::string text : {"", "{", R"({"a":1}x)", R"({"a":1,})", R"({"a":1]})", R"(["a":1])"}) {
        INFO(text);
        CHECK_FALSE(search(text, {"a", "[]"}));
    }
}

TEST_CASE("nesting beyond a place's steps is passed over")
{
    const std::string deep = std::string(5000, '[') + std::string(5000, ']');
    CHECK(found_at(deep, "[][][][][][][][]").size() == 1);
    CHECK(found_at("{\"a\":" + deep + ",\"b\":1}", "b") == Texts{"1"});
}

TEST_CASE("a search finds what the walk finds")
{
    const std::vector<std::string_view> places{"a", "a.b", "[]", "[].a", "a[]", "", "[][]", "a[].a[].a"};
    std::mt19937 random(kSeed);
    for (int i = 0; i < kTexts; ++i) {
        const std::string text =
            (i % 2 == 0 ? "{\"a\":" : "[{\"A\":") + random_json(random) + (i % 2 == 0 ? "}" : "}]");
        INFO(text);
        const auto found = search(text, places);
        REQUIRE(found);
        for (std::size_t place = 0; place < places.size(); ++place) {
            Texts walked;
            const bool ambiguous =
                for_each_at(JsonValue::root(text), places[place],
                            [&](const JsonValue& value) { walked.push_back(text_of(text, value)); });
            INFO(places[place]);
            CHECK(found->values[place] == walked);
            CHECK(found->ambiguous.test(place) == ambiguous);
        }
    }
}
