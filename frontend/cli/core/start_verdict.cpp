// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/core/start_verdict.hpp"

#include <algorithm>

#include "frontend/cli/print/service_words.hpp"

namespace berth::cli {

using bus::v1::ServiceStatus;
using lifecycle::v1::EngineStatus;

namespace {

bool is_good(const ServiceStatus& service)
{
    return service.run() == ServiceStatus::RUN_READY || service.run() == ServiceStatus::RUN_DEGRADED;
}

std::string in_brackets(const std::string& text)
{
    return text.empty() ? "" : " (" + text + ")";
}

StartFailure failure_of(const ServiceStatus& service)
{
    return {.service = service.name(),
            .message = "service " + service.name() + " is " + run_word(service.run()) + ": " +
                       (service.why().empty() ? "it gave no reason" : service.why()),
            .hint = service.hint(),
            .last_lines = {}};
}

StartFailure failure_of(const EngineStatus& engine, const std::optional<lifecycle::v1::PhaseFinished>& phase)
{
    const std::string& name = phase ? phase->phase() : engine.phase();
    const std::string& why = phase && engine.why().empty() ? phase->failure() : engine.why();
    const std::string& hint = phase && engine.hint().empty() ? phase->hint() : engine.hint();
    return {.service = "lifecycle",
            .message =
                "the engine did not start" + (name.empty() ? "" : ", phase \"" + name + "\"") + ": " + why,
            .hint = hint,
            .last_lines = {engine.last_lines().begin(), engine.last_lines().end()}};
}

} // namespace

std::optional<StartFailure>
find_start_failure(const StatusReport& report,
                   const std::optional<lifecycle::v1::PhaseFinished>& failed_phase)
{
    const auto& services = report.services;
    if (services.empty()) { // nobody is left to ask
        return StartFailure{
            .service = "",
            .message = "berth ended while it was being started",
            .hint = "a `berth down` or a death of the broker does that; `berth up` starts it again",
            .last_lines = {}};
    }
    const auto failed = std::find_if(services.begin(), services.end(), [](const ServiceStatus& service) {
        return service.run() == ServiceStatus::RUN_FAILED;
    });
    const auto bad = failed != services.end()
                         ? failed
                         : std::find_if(services.begin(), services.end(),
                                        [](const ServiceStatus& each) { return !is_good(each); });
    if (bad == services.end()) {
        return std::nullopt;
    }
    const bool engine_failed = report.engine && report.engine->state() == EngineStatus::STATE_FAILED;
    if (bad->name() == "lifecycle" && engine_failed) {
        return failure_of(*report.engine, failed_phase);
    }
    return failure_of(*bad);
}

std::string what_is_not_ready(const StatusReport& report)
{
    std::string text;
    for (const ServiceStatus& service : report.services) {
        if (is_good(service)) {
            continue;
        }
        std::string why = service.why();
        if (service.name() == "lifecycle" && report.engine && !report.engine->phase().empty()) {
            why = "phase " + report.engine->phase();
        }
        text +=
            (text.empty() ? "" : ", ") + service.name() + " is " + run_word(service.run()) + in_brackets(why);
    }
    return text.empty() ? "nothing" : text;
}

} // namespace berth::cli
