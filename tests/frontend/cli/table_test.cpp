// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "frontend/cli/print/table.hpp"

namespace berth::cli {

TEST_CASE("columns are as wide as their widest cell and lines have no spaces at their end")
{
    Table table({"NAME", "STATE", "WHY"});
    table.add({"lifecycle", "ready", ""});
    table.add({"k8s", "waiting", "waits for lifecycle"});
    CHECK(table.lines({}) == std::vector<std::string>{"NAME       STATE    WHY", "lifecycle  ready",
                                                      "k8s        waiting  waits for lifecycle"});
}

TEST_CASE("a note stands below its row and widens no column")
{
    Table table({"NAME", "STATE"});
    table.add({"k8s", "failed"});
    table.add_note("hint: a rather long text that belongs to the row above");
    table.add({"distro", "ready"});
    const std::vector<std::string> lines = table.lines({});
    REQUIRE(lines.size() == 4);
    CHECK(lines[2] == "    hint: a rather long text that belongs to the row above");
    CHECK(lines[3] == "distro  ready");
}

TEST_CASE("widths are counted in characters, with colours or without")
{
    Table table({"A", "B"});
    table.add({{"grün", Colour::green}, "x"});
    table.add({"12345", "y"});
    CHECK(table.lines({})[1] == "grün   x");
    const Terminal colourful{.is_terminal = true, .has_colours = true};
    CHECK(table.lines(colourful)[1] == "\033[32mgrün\033[0m   x");
}

TEST_CASE("a shortened text keeps whole characters")
{
    CHECK(shortened("short", 10) == "short");
    CHECK(shortened("0123456789", 8) == "01234...");
    CHECK(shortened("üüüüüüüüüü", 5) == "üü...");
    CHECK(shortened("0123456789", 2) == "..");
}

} // namespace berth::cli
