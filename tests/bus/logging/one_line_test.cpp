// SPDX-License-Identifier: Apache-2.0
#include "logging/one_line.hpp"

#include <catch2/catch.hpp>

using berth::logging::one_line;

TEST_CASE("a text of several lines becomes one and loses its last line break")
{
    CHECK(one_line("one\ntwo\r\nthree\n", 100) == "one\\ntwo\\nthree");
    CHECK(one_line("", 100).empty());
    CHECK(one_line("\n\n", 100).empty());
}

TEST_CASE("escape sequences cannot reach a terminal")
{
    CHECK(one_line("\x1b[31mred\x1b[0m\tx\x7f", 100) == " [31mred [0m x ");
}

TEST_CASE("UTF-8 stays and what is none becomes question marks")
{
    CHECK(one_line("gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x9a\xa2", 100) ==
          "gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x9a\xa2");
    CHECK(one_line("cut \xc3", 100) == "cut ?");
    CHECK(one_line("\xff\xfe", 100) == "??");
    CHECK(one_line("overlong \xc0\xaf", 100) == "overlong ??");
    CHECK(one_line("surrogate \xed\xa0\x80", 100) == "surrogate ???");
    CHECK(one_line("too large \xf4\x90\x80\x80", 100) == "too large ????");
}

TEST_CASE("a text beyond the limit is cut between characters and says by how much")
{
    CHECK(one_line("0123456789abc", 10) == "0123456789 ... (3 more bytes)");
    CHECK(one_line("12345678\xe2\x82\xac", 10) == "12345678\xe2\x82\xac");
}
