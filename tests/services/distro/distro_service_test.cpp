// SPDX-License-Identifier: Apache-2.0
// berth-distro itself on a real bus, with an engine and a "machine" made of mount namespaces.
#include <catch2/catch.hpp>

#include <csignal>
#include <optional>

#include <spdlog/sinks/null_sink.h>
#include <unistd.h>

#include "base/child.hpp"
#include "base/files.hpp"
#include "base/linux/pid_fd.hpp"
#include "base/scope_exit.hpp"
#include "berth/distro/v1/distro.pb.h"
#include "berth/lifecycle/v1/engine.pb.h"
#include "broker/broker.hpp"
#include "client/bus_client.hpp"
#include "tests/services/distro/mini_engine.hpp"

namespace berth::distro {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Status = v1::DistroStatus;

constexpr auto kDeadline = 15s;

#define NEEDS_ROOT()                                                                                         \
    if (::geteuid() != 0) {                                                                                  \
        WARN("skipped: only root can make mount namespaces");                                                \
        return;                                                                                              \
    }

bus::v1::Sender lifecycle_sender()
{
    bus::v1::Sender sender;
    sender.set_service("lifecycle");
    sender.set_side(bus::v1::SIDE_HOST);
    sender.set_pid(::getpid());
    return sender;
}

/// A broker, this test in lifecycle's place, and the service as a child.
class Scene {
public:
    Scene()
    {
        base::make_directories(instance_.bus_dir());
        broker_ = std::make_unique<broker::Broker>(loop_,
                                                   broker::BrokerOptions{instance_, instance_.bus_dir(),
                                                                         instance_.run_dir(),
                                                                         base::libexec_dir(), "/dev/null"},
                                                   std::vector<broker::ServicePlan>{}, log_, [] {});
        bus_ = std::make_unique<client::BusClient>(
            loop_, client::Endpoints::in_directory(instance_.bus_dir().string()), lifecycle_sender());
        bus_->on_event<v1::DistroStateChanged>(
            "host.distro.distro.", [this](const std::string& topic, const v1::DistroStateChanged& event) {
                CHECK(topic == "host.distro.distro.host");
                seen_.push_back(event.distro());
            });
        start_service();
    }

    ~Scene()
    {
        if (service_.running()) {
            service_.signal(SIGKILL);
        }
        bus_.reset();
        broker_.reset();
        std::error_code ignored; // a leftover in /run must not hide the result
        fs::remove_all(instance_.run_dir(), ignored);
    }

    /// Waits until the service has said so of the present distro.
    bool wait_for(Status::State state)
    {
        return wait([&] { return !seen_.empty() && seen_.back().state() == state; });
    }
    /// The same, of news after this call.
    bool wait_for_new(Status::State state)
    {
        const std::size_t before = seen_.size();
        return wait([&] { return seen_.size() > before && seen_.back().state() == state; });
    }
    const Status& last() const { return seen_.back(); }

    struct Answer {
        client::Outcome outcome;
        v1::RestoreProjectionsResponse response;
    };
    Answer restore(pid_t init_pid)
    {
        v1::RestoreProjections command;
        command.set_init_host_pid(init_pid);
        std::optional<Answer> answer;
        bus_->request<v1::RestoreProjectionsResponse>(
            "distro@host", command, kDeadline,
            [&](const client::Outcome& outcome, const v1::RestoreProjectionsResponse& response) {
                answer = Answer{outcome, response};
            });
        REQUIRE(wait([&] { return answer.has_value(); }));
        return *answer;
    }

    void publish_engine(lifecycle::v1::EngineStatus::State state, pid_t init_pid)
    {
        lifecycle::v1::EngineStateChanged event;
        event.mutable_engine()->set_state(state);
        event.mutable_engine()->set_init_host_pid(init_pid);
        bus_->publish_state("host.lifecycle.engine", event);
    }

    /// For what must not be repaired before the test has looked at it: the service looks by a clock of its
    /// own.
    void pause_service() { service_.signal(SIGSTOP); }
    void resume_service() { service_.signal(SIGCONT); }
    void kill_service()
    {
        service_.signal(SIGKILL);
        REQUIRE(service_.wait(kDeadline));
    }
    void start_service()
    {
        service_ = base::Child::spawn(
            {.program = base::libexec_dir() / "berth-distro",
             .arguments = {"--instance", instance_.name(), "--host-pid", std::to_string(machine.pid())}});
    }
    std::optional<base::ExitStatus> end_service()
    {
        service_.signal(SIGTERM);
        return service_.wait(kDeadline);
    }

    bool is_seen(const fs::path& path) const
    {
        return fs::exists("/proc/" + std::to_string(engine->daemons_pid()) + "/root/distros/host" +
                          path.string());
    }

    // Forked before there are ZeroMQ's threads.
    test::TempDir dir;
    test::MiniDistro machine{dir.path()};
    std::unique_ptr<test::MiniEngine> engine = std::make_unique<test::MiniEngine>();

private:
    bool wait(const std::function<bool()>& is_true)
    {
        const auto end = std::chrono::steady_clock::now() + kDeadline;
        while (!is_true() && std::chrono::steady_clock::now() < end) {
            loop_.run_once(100ms);
        }
        return is_true();
    }

    base::Instance instance_{"t" + std::to_string(::getpid())};
    spdlog::logger log_{"test", std::make_shared<spdlog::sinks::null_sink_st>()};
    loop::EventLoop loop_;
    std::unique_ptr<broker::Broker> broker_;
    std::unique_ptr<client::BusClient> bus_;
    base::Child service_;
    std::vector<Status> seen_;
};

} // namespace

TEST_CASE("RestoreProjections answers when the engine sees the machine's files, also a second time", "[root]")
{
    NEEDS_ROOT();
    Scene scene;
    REQUIRE(scene.wait_for(Status::STATE_RUNNING));
    CHECK(scene.last().why() == "no engine runs");
    for (int i = 0; i < 2; ++i) {
        const Scene::Answer answer = scene.restore(scene.engine->init_pid());
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
