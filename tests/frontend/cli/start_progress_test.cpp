// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <google/protobuf/util/time_util.h>

#include "frontend/cli/core/start_progress.hpp"

namespace berth::cli {

using bus::v1::ServiceStatus;
using google::protobuf::util::TimeUtil;
using std::chrono::milliseconds;

namespace {

const StartProgress::Time kStart{std::chrono::hours{1}};

ServiceStatus service(const std::string& name, ServiceStatus::Run run, const std::string& why = {})
{
    ServiceStatus status;
    status.set_name(name);
    status.set_run(run);
    status.set_why(why);
    return status;
}

lifecycle::v1::PhaseFinished finished(const std::string& name, int ms, const std::string& failure = {})
{
    lifecycle::v1::PhaseFinished phase;
    phase.set_phase(name);
    *phase.mutable_took() = TimeUtil::MillisecondsToDuration(ms);
    phase.set_failure(failure);
    return phase;
}

} // namespace

TEST_CASE("a service that becomes ready is a line with the time since it was started")
{
    StartProgress progress(StartProgress::Kind::start);
    CHECK_FALSE(progress.service_changed(service("distro", ServiceStatus::RUN_STOPPED), kStart));
    CHECK_FALSE(progress.service_changed(service("distro", ServiceStatus::RUN_WAITING), kStart));
    CHECK_FALSE(
        progress.service_changed(service("distro", ServiceStatus::RUN_STARTING), kStart + milliseconds{500}));
    CHECK(progress.live_line(kStart + milliseconds{800}) == "distro (300 ms)");
    const auto line =
        progress.service_changed(service("distro", ServiceStatus::RUN_READY), kStart + milliseconds{1000});
    REQUIRE(line);
    CHECK(line->state == "ready");
    CHECK(line->took == "500 ms");
    CHECK(progress.live_line(kStart + milliseconds{1000}).empty());
}

TEST_CASE("what was up before is no news, what had failed before is")
{
    StartProgress progress(StartProgress::Kind::start);
    CHECK_FALSE(progress.service_changed(service("distro", ServiceStatus::RUN_READY), kStart));
    const auto line = progress.service_changed(service("k8s", ServiceStatus::RUN_FAILED, "no pack"), kStart);
    REQUIRE(line);
    CHECK(line->why == "no pack");
}

TEST_CASE("from a broker that was just started what is ready already is news")
{
    StartProgress progress(StartProgress::Kind::cold_start);
    CHECK_FALSE(progress.service_changed(service("k8s", ServiceStatus::RUN_STOPPED), kStart));
    const auto line = progress.service_changed(service("distro", ServiceStatus::RUN_READY), kStart);
    REQUIRE(line);
    CHECK(line->took.empty());
    CHECK(to_text(*line, {}) == "  distro                           ready");
}

TEST_CASE("a state that a new broker repeats is no news")
{
    StartProgress progress(StartProgress::Kind::start);
    CHECK_FALSE(progress.service_changed(service("distro", ServiceStatus::RUN_STARTING), kStart));
    CHECK(progress.service_changed(service("distro", ServiceStatus::RUN_READY), kStart));
    CHECK_FALSE(progress.service_changed(service("distro", ServiceStatus::RUN_READY), kStart));
}

TEST_CASE("on the way down only what ends is news")
{
    StartProgress progress(StartProgress::Kind::stop);
    CHECK_FALSE(progress.service_changed(service("k8s", ServiceStatus::RUN_FAILED, "no pack"), kStart));
    CHECK_FALSE(progress.service_changed(service("k8s", ServiceStatus::RUN_STOPPING), kStart));
    const auto line =
        progress.service_changed(service("k8s", ServiceStatus::RUN_STOPPED), kStart + milliseconds{50});
    REQUIRE(line);
    CHECK(line->state == "stopped");
    CHECK(line->took == "50 ms");
}

TEST_CASE("the live line names the phase, its time and its deadline")
{
    StartProgress progress(StartProgress::Kind::start);
    lifecycle::v1::PhaseStarted phase;
    phase.set_phase("start dockerd");
    *phase.mutable_deadline() = TimeUtil::SecondsToDuration(30);
    progress.phase_started(phase, kStart);
    CHECK(progress.live_line(kStart + milliseconds{2400}) == "engine: start dockerd (2.4 s of at most 30 s)");
    const StartProgress::Line line = progress.phase_finished(finished("start dockerd", 2500));
    CHECK(line.what == "engine: start dockerd");
    CHECK(line.took == "2.5 s");
    CHECK(progress.live_line(kStart).empty());
    CHECK_FALSE(progress.failed_phase());
}

TEST_CASE("a failed phase is kept for the verdict")
{
    StartProgress progress(StartProgress::Kind::start);
    const StartProgress::Line line = progress.phase_finished(finished("mount images", 10, "no loop device"));
    CHECK(line.state == "failed");
    CHECK(line.why == "no loop device");
    REQUIRE(progress.failed_phase());
    CHECK(progress.failed_phase()->phase() == "mount images");
}

TEST_CASE("a line of progress has its reason below it")
{
    const StartProgress::Line line{
        .what = "k8s", .state = "failed", .colour = Colour::red, .took = "1.0 s", .why = "no pack"};
    CHECK(to_text(line, {}) == "  k8s                              failed    1.0 s\n    no pack");
}

} // namespace berth::cli
