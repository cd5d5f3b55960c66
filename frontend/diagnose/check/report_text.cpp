// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/report_text.hpp"

#include <fmt/format.h>

namespace berth::diagnose {
namespace {

cli::Colour colour_of(Outcome outcome)
{
    switch (outcome) {
    case Outcome::pass:
        return cli::Colour::green;
    case Outcome::warn:
        return cli::Colour::yellow;
    case Outcome::fail:
        return cli::Colour::red;
    case Outcome::skip:
        break;
    }
    return cli::Colour::dim;
}

Outcome worst_of(const Report& report)
{
    for (const Outcome outcome : {Outcome::fail, Outcome::warn}) {
        if (report.count(outcome) != 0) {
            return outcome;
        }
    }
    return Outcome::pass;
}

} // namespace

cli::Table report_table(const Report& report)
{
    cli::Table table({"CHECK", "OUTCOME", "SEEN"});
    for (const Result& result : report.results) {
        const Outcome outcome = result.finding.outcome;
        table.add({{result.id}, {to_text(outcome), colour_of(outcome)}, {result.finding.evidence}});
        if (!result.finding.fix.empty()) {
            table.add_note("fix: " + result.finding.fix);
        }
    }
    return table;
}

std::string report_summary(const Report& report, const cli::Terminal& terminal)
{
    const std::size_t warned = report.count(Outcome::warn);
    return terminal.paint(colour_of(worst_of(report)),
                          fmt::format("{} passed, {} {}, {} failed, {} skipped", report.count(Outcome::pass),
                                      warned, warned == 1 ? "warning" : "warnings",
                                      report.count(Outcome::fail), report.count(Outcome::skip)));
}

cli::Table check_table(const std::vector<Check>& checks)
{
    cli::Table table({"CHECK", "WHAT IS SO WHEN IT PASSES"});
    for (const Check& check : checks) {
        table.add({{check.id}, {check.title}});
    }
    return table;
}

} // namespace berth::diagnose
