// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "frontend/diagnose/bundle/core/newest_lines.hpp"

using berth::bundle::newest_lines;

TEST_CASE("a text that fits is whole")
{
    CHECK(newest_lines("", 0) == "");
    CHECK(newest_lines("a\nb\n", 4) == "a\nb\n");
}

TEST_CASE("of a longer text the last whole lines are kept")
{
    CHECK(newest_lines("aa\nbb\ncc\n", 6) == "bb\ncc\n");
    CHECK(newest_lines("aa\nbb\ncc\n", 5) == "cc\n");
    CHECK(newest_lines("aa\nbb\ncc", 2) == "cc");
    CHECK(newest_lines("aa\nbbbbbb", 3) == "");
}
