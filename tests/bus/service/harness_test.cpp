// SPDX-License-Identifier: Apache-2.0
// The harness as the broker sees it: a fake service as a child process, the broker's sockets in this test's
// hand.
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include <catch2/catch.hpp>
#include <unistd.h>

#include "base/child.hpp"
#include "base/files.hpp"
#include "base/instance.hpp"
#include "base/scope_exit.hpp"
#include "tests/support/fake_broker.hpp"

using namespace berth;
using namespace berth::test;
using namespace std::chrono_literals;

namespace {

constexpr auto kPatience = 20s;

/// berth-fake-service calls itself "fake-service"; its bus is that of an instance of this test's own.
struct Scene {
    explicit Scene(std::vector<std::string> arguments = {}) : instance("t" + std::to_string(::getpid()) + "n")
    {
        base::make_directories(instance.bus_dir());
        broker.emplace(instance.bus_dir().string());
        const char* build = std::getenv("BERTH_BUILD_DIR"); // set by berth_test()
        REQUIRE(build != nullptr);
        arguments.insert(arguments.begin(), {"--instance", instance.name()});
        child = base::Child::spawn(
            {.program = std::filesystem::path(build) / "tests/berth-fake-service", .arguments = arguments});
    }
    ~Scene()
    {
        child = base::Child();
        broker.reset();
        std::error_code ignored; // what cannot be removed must not hide the result
        std::filesystem::remove_all(instance.run_dir(), ignored);
    }
    Scene(const Scene&) = delete;
    Scene& operator=(const Scene&) = delete;

    wire::Frame next(const std::string& type)
    {
        const auto end = loop::Clock::now() + kPatience;
        while (loop::Clock::now() < end) {
            zmq::pollitem_t item{broker->commands.handle(), 0, ZMQ_POLLIN, 0};
            zmq::poll(&item, 1, 100ms);
            const auto frame = broker->read();
            if (frame && frame->envelope.message_type() == type) {
                return *frame;
            }
        }
        FAIL("no " << type);
        return {};
    }
    void welcome()
    {
        (void)next("berth.bus.v1.Hello");
        broker->say("fake-service@host", bus::v1::Welcome{});
    }
    int exit_code()
    {
        return child.wait(kPatience).value_or(base::ExitStatus{.exit_code = -1, .signal = 0}).exit_code;
    }

    base::Instance instance;
    std::optional<FakeBroker> broker;
    base::Child child;
};

base::Completed run_fake_service(const std::vector<std::string>& arguments)
{
    const char* build = std::getenv("BERTH_BUILD_DIR");
    REQUIRE(build != nullptr);
    return base::run(
        {.program = std::filesystem::path(build) / "tests/berth-fake-service", .arguments = arguments},
        kPatience);
}

} // namespace

TEST_CASE("a service announces its health when it is welcomed")
{
    Scene scene;
    scene.welcome();
    bus::v1::HealthChanged changed;
    REQUIRE(changed.ParseFromString(scene.next("berth.bus.v1.HealthChanged").payload));
    CHECK(changed.health().state() == bus::v1::Health::STATE_READY);
}

TEST_CASE("Drain, TERM, INT and HUP each end a service well, with its last words")
{
    for (const int how : {0, SIGTERM, SIGINT, SIGHUP}) {
        Scene scene;
        INFO("signal " << how);
        scene.welcome();
        (void)scene.next("berth.bus.v1.HealthChanged"); // it listens
        if (how == 0) {
            scene.broker->say("fake-service@host", bus::v1::Drain{});
        } else {
            scene.child.signal(how);
        }
        (void)scene.next("berth.bus.v1.Drained");
        (void)scene.next("berth.bus.v1.Goodbye");
        CHECK(scene.exit_code() == 0);
    }
}

TEST_CASE("a service that does not drain is ended by TERM")
{
    Scene scene({"--ignores-drain"});
    scene.welcome();
    (void)scene.next("berth.bus.v1.HealthChanged");
    scene.broker->say("fake-service@host", bus::v1::Drain{});
    scene.broker->say("fake-service@host", bus::v1::Ping{});
    (void)scene.next("berth.bus.v1.Pong"); // it has heard Drain and lives on
    scene.child.signal(SIGTERM);
    CHECK(scene.exit_code() == 0);
}

TEST_CASE("a service that the broker refuses ends with the exit code that says so")
{
    Scene scene;
    (void)scene.next("berth.bus.v1.Hello");
    bus::v1::Status status;
    status.set_code(bus::v1::STATUS_CODE_UNSUPPORTED);
    status.set_message("another version");
    scene.broker->say("fake-service@host", bus::v1::Welcome{}, status);
    CHECK(scene.exit_code() == 7);
}

TEST_CASE("a service that cannot start tells the broker why and ends with the exit code that says so")
{
    Scene scene({"--cannot-start", "the door is shut"});
    scene.welcome();
    bus::v1::HealthChanged changed;
    REQUIRE(changed.ParseFromString(scene.next("berth.bus.v1.HealthChanged").payload));
    CHECK(changed.health().state() == bus::v1::Health::STATE_FAILED);
    CHECK(changed.health().why() == "the door is shut");
    CHECK(changed.health().hint() == "remove it");
    (void)scene.next("berth.bus.v1.Goodbye");
    CHECK(scene.exit_code() == 8);
}

TEST_CASE("a service that cannot start does not wait for a broker that is not there")
{
    Scene scene({"--cannot-start", "the door is shut"});
    CHECK(scene.exit_code() == 8); // nobody has said Welcome
}

TEST_CASE("a service describes itself without a bus")
{
    const base::Completed described = run_fake_service({"--describe"});
    CHECK(described.status.success());
    CHECK(described.output == "service fake-service (host)\n");
}

TEST_CASE("a wrong option is told on standard error, with what to do, and ends with the exit code for it")
{
    const base::Completed refused = run_fake_service({"--instance", "NOT OK"});
    CHECK(refused.status.exit_code == 2);
    CHECK(refused.error_output.find("'NOT OK' is not an instance name\n  use up to 16") == 0);
    CHECK(run_fake_service({"--instance"}).status.exit_code == 2);
    CHECK(run_fake_service({"--log-level", "loud"}).status.exit_code == 2);
}

TEST_CASE("settings that are wrong end a service with the exit code that says so")
{
    const base::Instance instance("t" + std::to_string(::getpid()) + "s");
    const base::ScopeExit remove([&] {
        std::error_code ignored; // what cannot be removed must not hide the result
        std::filesystem::remove_all(instance.settings_file().parent_path(), ignored);
    });
    base::make_directories(instance.settings_file().parent_path());
    base::write_file_atomically(instance.settings_file(), "{\"network\": {\"mode\": 7}}\n");
    const base::Completed refused = run_fake_service({"--instance", instance.name()});
    CHECK(refused.status.exit_code == 6);
    CHECK(refused.error_output.find(instance.settings_file().string()) != std::string::npos);
}
