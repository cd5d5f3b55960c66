// SPDX-License-Identifier: Apache-2.0
// A distro's life by way of the bus: made, started, seen by the engine, ended, removed, and what interrupts
// it.
#include "tests/services/distro/distro_life.hpp"

namespace berth::distro {
namespace {

bool is_alive(const v1::DistroProcess& process)
{
    return base::process_start_time(process.pid()) == process.start_time();
}

} // namespace

TEST_CASE("a new distro is stopped; once started it is attached, and others stay as they are", "[root]")
{
    NEEDS_ROOTFS();
    Life scene;
    CHECK(scene.wait_for(Status::STATE_STOPPED, kName));
    CHECK_FALSE(scene.is_seen("/", kName));
    const Status status = scene.start();
    CHECK(status.state() == Status::STATE_ATTACHED);
    CHECK(status.engine_path() == "/distros/" + kName);
    CHECK(is_alive(status.process()));
    CHECK(scene.is_seen("/etc/passwd", kName));
    CHECK_FALSE(scene.is_seen("/sys/fs/cgroup/cgroup.procs", kName));
    CHECK(scene.is_seen("/etc/passwd"));
    CHECK(scene.start().process().pid() == status.process().pid()); // again is no news
    CHECK(scene.terminate().ok());
}

TEST_CASE("a terminated distro is detached and its processes are gone; again is no failure", "[root]")
{
    NEEDS_ROOTFS();
    Life scene;
    const Status status = scene.start();
    CHECK(scene.terminate().ok());
    CHECK_FALSE(is_alive(status.process()));
    CHECK_FALSE(scene.is_seen("/", kName));
    CHECK(scene.is_seen("/etc/passwd"));
    CHECK(scene.wait_for(Status::STATE_STOPPED, kName));
    CHECK(scene.terminate().ok());
}

TEST_CASE("a distro that was killed is detached, says so, and can be started again", "[root]")
{
    NEEDS_ROOTFS();
    Life scene;
    const Status status = scene.start();
    REQUIRE(::kill(status.process().pid(), SIGKILL) == 0);
    REQUIRE(scene.wait_for(Status::STATE_STOPPED, kName));
    CHECK_THAT(scene.last(kName).why(), Catch::Contains("unexpectedly"));
    REQUIRE(scene.wait([&] { return !scene.is_seen("/", kName); }));
    CHECK(scene.start().state() == Status::STATE_ATTACHED);
    CHECK(scene.is_seen("/etc/passwd", kName));
    CHECK(scene.terminate().ok());
}

TEST_CASE("a service that was killed finds the distro that runs, and can end it", "[root]")
{
    NEEDS_ROOTFS();
    Life scene;
    const Status status = scene.start();
    scene.publish_engine(lifecycle::v1::EngineStatus::STATE_READY, scene.engine->init_pid());
    scene.kill_service();
    CHECK(is_alive(status.process()));
    scene.start_service();
    REQUIRE(scene.wait_for_new(Status::STATE_ATTACHED));
    CHECK(scene.start().process().pid() == status.process().pid());
    CHECK(scene.terminate().ok());
    CHECK_FALSE(is_alive(status.process()));
}

TEST_CASE("a distro that ran when berth went down is back with the next engine", "[root]")
{
    NEEDS_ROOTFS();
    Life scene;
    const Status before = scene.start();
    const auto ended = scene.end_service(); // as berth down does
    REQUIRE(ended);
    CHECK(ended->success());
    CHECK_FALSE(is_alive(before.process()));
    scene.start_service();
    REQUIRE(scene.wait_for_new(Status::STATE_RUNNING)); // of host: the new service's first word
    const auto restored = scene.restore(scene.engine->init_pid());
    INFO(restored.outcome.status.ShortDebugString());
    REQUIRE(restored.outcome.ok());
    REQUIRE(restored.response.distros_size() == 2);
    CHECK(restored.response.distros(1).state() == Status::STATE_ATTACHED);
    CHECK(scene.is_seen("/etc/passwd", kName));
    CHECK(scene.terminate().ok());
}

TEST_CASE("detached is kept through a restart of the distro, and attach undoes it", "[root]")
{
    NEEDS_ROOTFS();
    Life scene;
    scene.start();
    REQUIRE(scene.ask<v1::DetachDistroResponse>(about<v1::DetachDistro>(kName)).outcome.ok());
    CHECK_FALSE(scene.is_seen("/", kName));
    CHECK(scene.terminate().ok());
    CHECK(scene.start().why() == "detached");
    CHECK_FALSE(scene.is_seen("/", kName));
    const auto attached = scene.ask<v1::AttachDistroResponse>(about<v1::AttachDistro>(kName));
    CHECK(attached.response.distro().state() == Status::STATE_ATTACHED);
    CHECK(scene.is_seen("/etc/passwd", kName));
    CHECK(scene.terminate().ok());
}

TEST_CASE("a distro is removed only when it does not run, and then with everything", "[root]")
{
    NEEDS_ROOTFS();
    Life scene;
    scene.start();
    const auto remove = about<v1::RemoveDistro>(kName);
    CHECK_THAT(scene.ask<v1::RemoveDistroResponse>(remove).outcome.status.hint(),
               Catch::Contains("terminate it first"));
    CHECK(scene.terminate().ok());
    CHECK(scene.ask<v1::RemoveDistroResponse>(remove).outcome.ok());
    CHECK(fs::is_empty(scene.distros_dir()));
    CHECK(scene.wait_for(Status::STATE_REMOVED, kName));
    CHECK_FALSE(scene.ask<v1::RemoveDistroResponse>(remove).outcome.ok());
}

TEST_CASE("the machine itself is neither ended, detached nor removed", "[root]")
{
    NEEDS_ROOTFS();
    Scene scene;
    REQUIRE(scene.wait_for(Status::STATE_RUNNING));
    CHECK_FALSE(scene.ask<v1::TerminateDistroResponse>(about<v1::TerminateDistro>("host")).outcome.ok());
    CHECK_FALSE(scene.ask<v1::DetachDistroResponse>(about<v1::DetachDistro>("host")).outcome.ok());
    CHECK_FALSE(scene.ask<v1::RemoveDistroResponse>(about<v1::RemoveDistro>("host")).outcome.ok());
    CHECK_FALSE(scene.ask<v1::StartDistroResponse>(about<v1::StartDistro>("nosuch")).outcome.ok());
}

TEST_CASE("a creation that fails leaves nothing, and what a crash left is deleted at the next start",
          "[root]")
{
    NEEDS_ROOTFS();
    Scene scene;
    const test::TempDir files;
    REQUIRE(scene.wait_for(Status::STATE_RUNNING));
    const fs::path archive = test::make_rootfs_archive(files.path());
    fs::resize_file(archive, fs::file_size(archive) / 2);
    const auto failed = scene.ask<v1::CreateDistroResponse>(create_command(archive)).outcome;
    CHECK_THAT(failed.status.message(), Catch::StartsWith("making distro " + kName + ":"));
    CHECK(fs::is_empty(scene.distros_dir()));
    scene.kill_service();
    base::make_directories(scene.distros_dir() / ".partial-x/rootfs/etc");
    base::make_directories(scene.distros_dir() / ".trash-0123/rootfs");
    scene.start_service();
    CHECK(scene.wait([&] { return fs::is_empty(scene.distros_dir()); }));
}

} // namespace berth::distro
