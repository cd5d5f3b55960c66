// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/core/report.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace berth::diagnose {

std::string to_text(Outcome outcome)
{
    switch (outcome) {
    case Outcome::pass:
        return "pass";
    case Outcome::warn:
        return "warn";
    case Outcome::fail:
        return "fail";
    case Outcome::skip:
        break;
    }
    return "skip";
}

std::size_t Report::count(Outcome outcome) const
{
    return static_cast<std::size_t>(
        std::count_if(results.begin(), results.end(),
                      [outcome](const Result& result) { return result.finding.outcome == outcome; }));
}

std::string to_json(const Report& report)
{
    using Json = nlohmann::ordered_json;
    Json checks = Json::array();
    for (const Result& result : report.results) {
        checks.push_back({{"id", result.id},
                          {"title", result.title},
                          {"outcome", to_text(result.finding.outcome)},
                          {"evidence", result.finding.evidence},
                          {"fix", result.finding.fix},
                          {"duration_ms", result.took.count()}});
    }
    const Json whole{{"checks", std::move(checks)},
                     {"passed", report.count(Outcome::pass)},
                     {"warned", report.count(Outcome::warn)},
                     {"failed", report.count(Outcome::fail)},
                     {"skipped", report.count(Outcome::skip)}};
    // Evidence quotes the system, whose names need not be UTF-8.
    return whole.dump(-1, ' ', false, Json::error_handler_t::replace);
}

service::ExitCode exit_code_of(const Report& report, bool berth_is_down)
{
    const auto has_failed = [](const Result& result) { return result.finding.outcome == Outcome::fail; };
    if (std::none_of(report.results.begin(), report.results.end(), has_failed)) {
        return service::ExitCode::success;
    }
    const bool only_that =
        std::all_of(report.results.begin(), report.results.end(),
                    [&](const Result& result) { return !has_failed(result) || result.id == kRunningCheck; });
    return berth_is_down && only_that ? service::ExitCode::not_running : service::ExitCode::failed;
}

} // namespace berth::diagnose
