// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/report_text.hpp"

#include <catch2/catch.hpp>

namespace berth::diagnose {
namespace {

using Lines = std::vector<std::string>;

const cli::Terminal kNoTerminal{};
const cli::Terminal kColours{.is_terminal = true, .has_colours = true};

} // namespace

TEST_CASE("a report for people has a line for each check, and below it how to mend it")
{
    const Report report{.results = {{"store.space", "room", pass("60 GiB free")},
                                    {"api.ping", "dockerd answers", fail("no answer", "berth restart")}}};
    CHECK(report_table(report).lines(kNoTerminal) ==
          Lines{"CHECK        OUTCOME  SEEN", "store.space  pass     60 GiB free",
                "api.ping     fail     no answer", "    fix: berth restart"});
    CHECK(report_summary(report, kNoTerminal) == "1 passed, 0 warnings, 1 failed, 0 skipped");
    CHECK(report_summary(report, kColours) ==
          kColours.paint(cli::Colour::red, "1 passed, 0 warnings, 1 failed, 0 skipped"));
}

TEST_CASE("a summary is as bad as the worst outcome")
{
    const Report warned{.results = {{"a.b", "t", warn("w", "f")}, {"a.c", "t", skip("s")}}};
    CHECK(report_summary(warned, kColours) ==
          kColours.paint(cli::Colour::yellow, "0 passed, 1 warning, 0 failed, 1 skipped"));
    CHECK(report_summary({}, kColours) ==
          kColours.paint(cli::Colour::green, "0 passed, 0 warnings, 0 failed, 0 skipped"));
}

} // namespace berth::diagnose
