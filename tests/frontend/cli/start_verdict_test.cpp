// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "frontend/cli/core/start_verdict.hpp"
#include "frontend/cli/exit.hpp"

namespace berth::cli {

using bus::v1::ServiceStatus;
using lifecycle::v1::EngineStatus;

namespace {

void add_service(StatusReport& report, const std::string& name, ServiceStatus::Run run,
                 const std::string& why = {})
{
    ServiceStatus status;
    status.set_name(name);
    status.set_run(run);
    status.set_why(why);
    report.services.push_back(status);
}

} // namespace

TEST_CASE("ready and degraded services are a good start")
{
    StatusReport report{.running = true};
    add_service(report, "distro", ServiceStatus::RUN_READY);
    add_service(report, "lifecycle", ServiceStatus::RUN_DEGRADED, "no oom scores");
    CHECK_FALSE(find_start_failure(report, std::nullopt));
    CHECK(what_is_not_ready(report) == "nothing");
}

TEST_CASE("a berth that has ended meanwhile is no good start")
{
    StatusReport report{.running = true};
    report.unanswered.push_back({"broker@host", {}});
    const auto failure = find_start_failure(report, std::nullopt);
    REQUIRE(failure);
    CHECK(failure->message == "berth ended while it was being started");
}

TEST_CASE("the failed service is named, not one that waits for it")
{
    StatusReport report{.running = true};
    add_service(report, "k8s", ServiceStatus::RUN_WAITING, "waits for updater");
    add_service(report, "updater", ServiceStatus::RUN_FAILED, "no image");
    const auto failure = find_start_failure(report, std::nullopt);
    REQUIRE(failure);
    CHECK(failure->service == "updater");
    CHECK(failure->message == "service updater is failed: no image");
}

TEST_CASE("a failed engine is told by its phase, reason, hint and last lines")
{
    StatusReport report{.running = true};
    add_service(report, "lifecycle", ServiceStatus::RUN_FAILED, "the engine failed");
    EngineStatus& engine = report.engine.emplace();
    engine.set_state(EngineStatus::STATE_FAILED);
    engine.set_phase("start dockerd");
    engine.set_why("dockerd exited with code 1");
    engine.set_hint("free some disk");
    engine.add_last_lines("no space left on device");
    const auto failure = find_start_failure(report, std::nullopt);
    REQUIRE(failure);
    CHECK(failure->message ==
          "the engine did not start, phase \"start dockerd\": dockerd exited with code 1");
    CHECK(failure->hint == "free some disk");
    CHECK(failure->last_lines == std::vector<std::string>{"no space left on device"});
}

TEST_CASE("what is not ready is said with the engine's phase")
{
    StatusReport report{.running = true};
    add_service(report, "lifecycle", ServiceStatus::RUN_STARTING);
    add_service(report, "k8s", ServiceStatus::RUN_WAITING, "waits for lifecycle");
    report.engine.emplace().set_phase("start dockerd");
    CHECK(what_is_not_ready(report) ==
          "lifecycle is starting (phase start dockerd), k8s is waiting (waits for lifecycle)");
}

TEST_CASE("a failed answer chooses the exit code")
{
    bus::v1::Status status;
    CHECK(exit_code_of(status) == ExitCode::success);
    status.set_code(bus::v1::STATUS_CODE_DEADLINE);
    CHECK(exit_code_of(status) == ExitCode::deadline);
    status.set_code(bus::v1::STATUS_CODE_UNSUPPORTED);
    CHECK(exit_code_of(status) == ExitCode::incompatible);
    status.set_code(bus::v1::STATUS_CODE_UNAVAILABLE);
    CHECK(exit_code_of(status) == ExitCode::failed);
}

} // namespace berth::cli
