// SPDX-License-Identifier: Apache-2.0
// A report as text for people. Pure.
#pragma once

#include <string>
#include <vector>

#include "frontend/cli/print/table.hpp"
#include "frontend/diagnose/check/check.hpp"
#include "frontend/diagnose/check/core/report.hpp"

namespace berth::diagnose {

/// A line for each check, with the fix below where there is something to mend.
cli::Table report_table(const Report& report);

/// "52 passed, 1 warning, 2 failed, 3 skipped", coloured by the worst.
std::string report_summary(const Report& report, const cli::Terminal& terminal);

/// Ids and titles alone.
cli::Table check_table(const std::vector<Check>& checks);

} // namespace berth::diagnose
