// SPDX-License-Identifier: Apache-2.0
// Projections of the machine itself.
#include "tests/services/distro/distro_scene.hpp"

namespace berth::distro {

TEST_CASE("RestoreProjections answers when the engine sees the machine's files, also a second time", "[root]")
{
    NEEDS_ROOT();
    Scene scene;
    REQUIRE(scene.wait_for(Status::STATE_RUNNING));
    CHECK(scene.last().why() == "no engine runs");
    for (int i = 0; i < 2; ++i) {
        const auto answer = scene.restore(scene.engine->init_pid());
        INFO(answer.outcome.status.ShortDebugString());
        REQUIRE(answer.outcome.ok());
        REQUIRE(answer.response.distros_size() == 1);
        CHECK(answer.response.distros(0).state() == Status::STATE_ATTACHED);
        CHECK(answer.response.distros(0).engine_path() == "/distros/host");
        CHECK(scene.is_seen("/etc/passwd"));
    }
    REQUIRE(scene.wait_for(Status::STATE_ATTACHED));
    const auto status = scene.end_service();
    REQUIRE(status);
    CHECK(status->success());
    CHECK(scene.is_seen("/etc/passwd")); // projections outlive the service
}

TEST_CASE("a service that was killed finds the running engine and its projection again", "[root]")
{
    NEEDS_ROOT();
    Scene scene;
    REQUIRE(scene.wait_for(Status::STATE_RUNNING));
    REQUIRE(scene.restore(scene.engine->init_pid()).outcome.ok());
    scene.publish_engine(lifecycle::v1::EngineStatus::STATE_READY, scene.engine->init_pid());
    REQUIRE(scene.wait_for(Status::STATE_ATTACHED));
    scene.kill_service();
    scene.start_service();
    REQUIRE(scene.wait_for_new(Status::STATE_ATTACHED));
    CHECK(scene.is_seen("/etc/passwd"));
}

TEST_CASE("an engine that is found ready is projected into without being asked", "[root]")
{
    NEEDS_ROOT();
    Scene scene;
    REQUIRE(scene.wait_for(Status::STATE_RUNNING));
    scene.publish_engine(lifecycle::v1::EngineStatus::STATE_READY, scene.engine->init_pid());
    REQUIRE(scene.wait_for_new(Status::STATE_ATTACHED));
    CHECK(scene.is_seen("/etc/passwd"));
}

TEST_CASE("a projection that is lost while the engine runs is made again", "[root]")
{
    NEEDS_ROOT();
    Scene scene;
    REQUIRE(scene.wait_for(Status::STATE_RUNNING));
    REQUIRE(scene.restore(scene.engine->init_pid()).outcome.ok());
    REQUIRE(scene.wait_for(Status::STATE_ATTACHED));
    scene.pause_service();
    const base::Completed detached = base::run(
        {.program = base::libexec_dir() / "berth-projector",
         .arguments = {"detach", "--init-pid", std::to_string(scene.engine->init_pid()), "--name", "host"}},
        kDeadline);
    INFO(detached.output);
    REQUIRE(detached.status.success());
    REQUIRE_FALSE(scene.is_seen("/etc/passwd"));
    scene.resume_service();
    REQUIRE(scene.wait_for_new(Status::STATE_ATTACHED));
    CHECK(scene.is_seen("/etc/passwd"));
}

TEST_CASE("the end of the engine is noticed without being told", "[root]")
{
    NEEDS_ROOT();
    Scene scene;
    REQUIRE(scene.wait_for(Status::STATE_RUNNING));
    REQUIRE(scene.restore(scene.engine->init_pid()).outcome.ok());
    REQUIRE(scene.wait_for(Status::STATE_ATTACHED));
    scene.engine.reset();
    REQUIRE(scene.wait_for_new(Status::STATE_RUNNING));
    CHECK(scene.last().why() == "no engine runs");
}

TEST_CASE("restoring into what is no engine fails with words, and nothing is mounted", "[root]")
{
    NEEDS_ROOT();
    Scene scene;
    REQUIRE(scene.wait_for(Status::STATE_RUNNING));
    const client::Outcome wrong = scene.restore(scene.machine.pid()).outcome;
    CHECK(wrong.status.code() == bus::v1::STATUS_CODE_FAILED);
    CHECK_THAT(wrong.status.message(), Catch::Contains("is not the engine's"));
    CHECK_FALSE(wrong.status.hint().empty());
    CHECK(scene.restore(0).outcome.status.code() == bus::v1::STATUS_CODE_INVALID);
    constexpr pid_t kNobody = 4194304 + 1; // beyond the largest pid
    CHECK(scene.restore(kNobody).outcome.status.code() == bus::v1::STATUS_CODE_UNAVAILABLE);
}

} // namespace berth::distro
