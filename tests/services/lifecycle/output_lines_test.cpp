// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/lifecycle/core/output_lines.hpp"

using namespace berth::lifecycle;
using Lines = std::vector<std::string>;

TEST_CASE("Lines are whole however the output is cut")
{
    LineSplitter splitter;
    CHECK(splitter.feed("one\ntw") == Lines{"one"});
    CHECK(splitter.feed("o\r\n\nthree") == Lines{"two"});
    CHECK(splitter.finish() == Lines{"three"});
    CHECK(splitter.finish().empty());
}

TEST_CASE("A line without an end is cut, not collected for ever")
{
    LineSplitter splitter;
    const Lines lines = splitter.feed(std::string(2 * LineSplitter::kMaxLine + 5, 'x'));
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].size() == LineSplitter::kMaxLine);
    CHECK(splitter.finish() == Lines{"xxxxx"});
}

TEST_CASE("Only the last lines are kept")
{
    LineRing ring;
    for (std::size_t i = 0; i < LineRing::kCapacity + 3; ++i) {
        ring.add(std::to_string(i));
    }
    const Lines lines = ring.lines();
    REQUIRE(lines.size() == LineRing::kCapacity);
    CHECK(lines.front() == "3");
}
