// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/core/service_rules.hpp"

#include <catch2/catch.hpp>

namespace berth::diagnose {
namespace {

using bus::v1::ServiceStatus;
using lifecycle::v1::EngineStatus;

ServiceStatus service(const std::string& name, ServiceStatus::Run run, const std::string& why = "",
                      const std::string& hint = "")
{
    ServiceStatus status;
    status.set_name(name);
    status.set_run(run);
    status.set_why(why);
    status.set_hint(hint);
    return status;
}

ServiceStatus restarted(const std::string& name, std::uint32_t times, std::int64_t since)
{
    ServiceStatus status = service(name, ServiceStatus::RUN_READY);
    status.set_restarts(times);
    status.mutable_since()->set_seconds(since);
    return status;
}

} // namespace

TEST_CASE("a berth that is down, silent or closed to the user is told apart")
{
    CHECK(judge_running({.state = Contact::State::answered}, "berth").outcome == Outcome::pass);
    const Finding down =
        judge_running({.state = Contact::State::not_running, .message = "berth is not running"}, "berth");
    CHECK(down.outcome == Outcome::fail);
    CHECK(down.fix == "start it: berth up");
    CHECK(judge_running({.state = Contact::State::denied, .message = "only root", .hint = "sudo"}, "berth")
              .outcome == Outcome::skip);
    const Finding silent =
        judge_running({.state = Contact::State::silent, .message = "did not answer within 3000 ms"}, "berth");
    CHECK(silent.outcome == Outcome::fail);
    CHECK(!silent.fix.empty());
}

TEST_CASE("services: the worst one decides, with its own hint")
{
    Services all{service("netbridge", ServiceStatus::RUN_READY)};
    CHECK(judge_services(all, "berth").outcome == Outcome::pass);
    all.push_back(service("distro", ServiceStatus::RUN_DEGRADED, "host is not attached"));
    CHECK(judge_services(all, "berth").outcome == Outcome::warn);
    CHECK(judge_services(all, "berth").evidence == "distro is degraded: host is not attached");
    CHECK(judge_services(all, "berth").fix == "berth logs --service distro --level warning");
    all.push_back(
        service("updater", ServiceStatus::RUN_FAILED, "8 deaths in a row", "berth service start updater"));
    all.push_back(service("k8s", ServiceStatus::RUN_STOPPED));
    const Finding worst = judge_services(all, "berth");
    CHECK(worst.outcome == Outcome::fail);
    CHECK(worst.evidence == "updater is failed: 8 deaths in a row");
    CHECK(worst.fix == "berth service start updater");
}

TEST_CASE("a service that a person stopped is a warning, with the command that starts it")
{
    const Finding stopped =
        judge_services({service("k8s", ServiceStatus::RUN_STOPPED)}, "berth --instance x");
    CHECK(stopped.outcome == Outcome::warn);
    CHECK(stopped.fix == "berth --instance x service start k8s");
}

TEST_CASE("what lifecycle says of the engine is not told twice")
{
    CHECK(judge_services({service("lifecycle", ServiceStatus::RUN_FAILED)}, "berth").outcome ==
          Outcome::pass);
}

TEST_CASE("restarts are a crash loop when there were several and the last is not long ago")
{
    CHECK(judge_restarts({restarted("a", 0, 0)}, 1000, "berth").outcome == Outcome::pass);
    CHECK(judge_restarts({restarted("a", 2, 990)}, 1000, "berth").evidence == "a was started again 2 times");
    CHECK(judge_restarts({restarted("a", 9, 100)}, 1000, "berth").outcome == Outcome::pass);
    const Finding loop = judge_restarts({restarted("a", 3, 990)}, 1000, "berth");
    CHECK(loop.outcome == Outcome::fail);
    CHECK(loop.evidence == "a was started again 3 times, the last time 10 s ago");
    CHECK(loop.fix == "see why it ends: berth logs --service a");
}

TEST_CASE("the engine is as lifecycle holds it, with the phase and the remedy")
{
    EngineStatus engine;
    engine.set_state(EngineStatus::STATE_READY);
    engine.set_engine_version("26.1.5");
    CHECK(judge_engine({}, engine, "berth").evidence == "dockerd 26.1.5 is ready");
    engine.set_state(EngineStatus::STATE_FAILED);
    engine.set_phase("store");
    engine.set_why("the disk is full");
    engine.set_hint("free space");
    const Finding failed = judge_engine({}, engine, "berth");
    CHECK(failed.evidence == "the engine is in STATE_FAILED, phase store: the disk is full");
    CHECK(failed.fix == "free space");
    const Finding silent =
        judge_engine({service("lifecycle", ServiceStatus::RUN_STOPPED)}, std::nullopt, "berth");
    CHECK(silent.evidence == "lifecycle is stopped");
    CHECK(silent.fix == "berth service start lifecycle");
}

TEST_CASE("lost log lines are the diagnostics service's own word")
{
    CHECK(judge_log_losses({service("diagnostics", ServiceStatus::RUN_READY)}, "/log").outcome ==
          Outcome::pass);
    const Finding lost = judge_log_losses(
        {service("diagnostics", ServiceStatus::RUN_DEGRADED, "log lines are being lost")}, "/log");
    CHECK(lost.outcome == Outcome::fail);
    CHECK(lost.fix == "free space at /log");
    CHECK(judge_log_losses({}, "/log").outcome == Outcome::skip);
}

} // namespace berth::diagnose
