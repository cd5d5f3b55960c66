// SPDX-License-Identifier: Apache-2.0
// The results of one run, and what they make of it. Pure.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "frontend/diagnose/check/core/finding.hpp"
#include "service/exit_code.hpp"

namespace berth::diagnose {

/// The check that fails where berth does not answer.
inline constexpr const char* kRunningCheck = "services.running";

struct Result {
    std::string id = {};
    std::string title = {};
    Finding finding = {};
    std::chrono::milliseconds took{0};
};

struct Report {
    std::vector<Result> results = {};

    std::size_t count(Outcome outcome) const;
};

/// {"checks":[{"id":…,"title":…,"outcome":…,"evidence":…,"fix":…,"duration_ms":…}],"passed":…,"warned":…,
/// "failed":…,"skipped":…}, one line.
std::string to_json(const Report& report);

/// success without a failure; not_running where all that failed is that berth is down; else failed.
service::ExitCode exit_code_of(const Report& report, bool berth_is_down);

} // namespace berth::diagnose
