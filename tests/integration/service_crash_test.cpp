// SPDX-License-Identifier: Apache-2.0
#include <csignal>

#include <catch2/catch.hpp>

#include "base/linux/pid_fd.hpp"
#include "tests/support/test_bus.hpp"

using namespace berth;
using namespace berth::test;
using namespace std::chrono_literals;

namespace {

void kill_process(int pid)
{
    base::send_signal(base::open_pid_fd(pid).get(), SIGKILL);
}

} // namespace

TEST_CASE("a service that stands still is shown so within three seconds, and ready once it goes on")
{
    TestBus bus;
    bus.add_service("a");
    bus.add_service("no-peer", {}, {"--listen", "{run}/x.sock"}, "probe_socket: 'x.sock'");
    bus.start_broker();
    for (const std::string name : {"a", "no-peer"}) {
        bus.wait_run(name, "READY");
        const base::UniqueFd process = base::open_pid_fd(bus.status(name).pid());
        const int pid = bus.status(name).pid();
        base::send_signal(process.get(), SIGSTOP);
        bus.wait_until(
            name + " is shown as it is", [&] { return bus.run_of(name) == "DEGRADED"; }, 3000ms);
        CHECK(bus.status(name).why() == "it gives no sign of life");
        base::send_signal(process.get(), SIGCONT);
        bus.wait_until(
            name + " is ready", [&] { return bus.run_of(name) == "READY"; }, 3000ms);
        CHECK(bus.status(name).pid() == pid);
    }
}

TEST_CASE("a killed service is back and ready within two seconds, and nobody else is touched")
{
    TestBus bus;
    bus.add_service("a");
    bus.add_service("b", {"a"});
    bus.start_broker();
    bus.wait_run("b", "READY");
    const int before = bus.status("a").pid();
    const int user = bus.status("b").pid();
    const auto start = loop::Clock::now();
    kill_process(before);
    bus.wait_until("a is ready again",
                   [&] { return bus.run_of("a") == "READY" && bus.status("a").pid() != before; });
    CHECK(loop::Clock::now() - start < 2s);
    CHECK(bus.status("a").restarts() == 1);
    CHECK(TestBus::text_of(bus.tell("a", "pid")) == std::to_string(bus.status("a").pid()));
    CHECK(TestBus::text_of(bus.tell("b", "pid")) == std::to_string(user));
}

TEST_CASE("why a service ended is told")
{
    TestBus bus;
    bus.add_service("a");
    bus.start_broker();
    bus.wait_run("a", "READY");
    std::vector<std::string> reasons;
    bus.client().on_event<bus::v1::ServiceStateChanged>(
        "host.broker.service.a",
        [&](const std::string&, const auto& event) { reasons.push_back(event.service().why()); });
    (void)bus.tell("a", "die", 500ms); // no answer: it is dead
    bus.wait_until("the reason", [&] {
        return std::count(reasons.begin(), reasons.end(), "it exited with code 4; starting again in 0.0 s") ==
               1;
    });
    bus.wait_run("a", "READY");
}

TEST_CASE("a service that dies at each start is failed after its allowed deaths, with a hint")
{
    TestBus bus;
    bus.add_service("a", {}, {"--dies-at-start"},
                    "restart { max_deaths: 3 first_delay { nanos: 10000000 } }");
    bus.add_service("b");
    bus.start_broker();
    bus.wait_run("a", "FAILED");
    CHECK(bus.status("a").why() == "exited with code 3 (3 times in a row)");
    CHECK(bus.status("a").hint().find("berth service start a") != std::string::npos);
    bus.wait_run("b", "READY");
}

TEST_CASE("a service that says that it cannot start is failed at once, in its own words")
{
    TestBus bus;
    bus.add_service("a", {}, {"--cannot-start", "the door is shut"});
    bus.add_service("b", {"a"});
    bus.start_broker();
    bus.wait_until("a has ended", [&] { return bus.run_of("a") == "FAILED" && bus.status("a").pid() == 0; });
    CHECK(bus.status("a").why() == "the door is shut");
    CHECK(bus.status("a").hint() == "remove it");
    CHECK(bus.status("a").restarts() == 0);
    CHECK(bus.run_of("b") == "WAITING");
}

TEST_CASE("a service whose program is missing is failed and named; the others run")
{
    TestBus bus;
    bus.add_service("a", {}, {}, "restart { max_deaths: 2 first_delay { nanos: 10000000 } }");
    bus.add_service("b");
    std::filesystem::remove(bus.program("a"));
    bus.start_broker();
    bus.wait_run("a", "FAILED");
    CHECK(bus.status("a").why().find("No such file or directory") != std::string::npos);
    bus.wait_run("b", "READY");
}

TEST_CASE("a service that hangs is found by its silence, killed and started again")
{
    TestBus bus;
    bus.add_service("a");
    bus.start_broker();
    bus.wait_run("a", "READY");
    const int before = bus.status("a").pid();
    (void)bus.tell("a", "hang", 100ms);
    bus.wait_until(
        "a new process is ready",
        [&] { return bus.run_of("a") == "READY" && bus.status("a").pid() != before; }, 30s);
}
