// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/support/test_bus.hpp"

using namespace berth::test;

TEST_CASE("services start in order of need, each when what it needs is ready")
{
    TestBus bus;
    bus.add_service("c", {"b"});
    bus.add_service("b", {"a"}, {"--ready-after", "2"});
    bus.add_service("a");
    bus.start_broker();
    bus.wait_run("b", "STARTING");
    bus.wait_until("b's own word", [&] { return bus.status("b").why() == "waits for events"; });
    bus.wait_run("a", "READY"); // the present states of the three come one after the other
    bus.wait_run("c", "WAITING");
    CHECK(bus.status("c").why() == "waits for b");
    bus.client().publish_state(go_topic(1), string_value("go")); // a state: b may not have subscribed yet
    CHECK(TestBus::text_of(bus.tell("a", "echo x")) == "x");     // the bus has carried something since
    CHECK(bus.run_of("c") == "WAITING");
    bus.client().publish_state(go_topic(2), string_value("go"));
    bus.wait_run("c", "READY");
    CHECK(bus.position("b READY") < bus.position("c STARTING"));
    CHECK(bus.position("c STARTING") < bus.position("c READY"));
    CHECK(bus.status("c").pid() > 0);
    CHECK(bus.status("c").description() == "a fake");
}

TEST_CASE("a program that is no bus peer is ready when its socket accepts")
{
    TestBus bus;
    bus.add_service("a", {"listener"});
    bus.add_service("listener", {}, {"--listen", "{run}/x.sock"}, "probe_socket: 'x.sock'");
    bus.start_broker();
    bus.wait_run("a", "READY");
    bus.wait_run("listener", "READY"); // states come in the order of their names
    CHECK(bus.shut_down().empty());
    CHECK(bus.wait_broker_end());
}

TEST_CASE("a service that fails is shown with its reason, and those that need it wait")
{
    TestBus bus;
    bus.add_service("a", {}, {"--fails", "no-disk"});
    bus.add_service("b", {"a"});
    bus.add_service("c");
    bus.start_broker();
    bus.wait_run("a", "FAILED");
    bus.wait_run("c", "READY");
    CHECK(bus.status("a").why() == "no-disk");
    CHECK(bus.run_of("b") == "WAITING");
    berth::bus::v1::StartService all;
    CHECK(bus.ask("broker@host", all).ok()); // everything has settled: the answer comes
}

TEST_CASE("a service that says nothing in time is failed, named by its deadline")
{
    TestBus bus;
    bus.add_service("a", {}, {"--ready-after", "1"}, "ready_deadline { nanos: 300000000 }");
    bus.start_broker();
    bus.wait_run("a", "FAILED");
    CHECK(bus.status("a").why().find("not ready within 0.3 s") == 0);
    bus.client().publish_state(go_topic(1), string_value("late"));
    bus.wait_run("a", "READY");
}

TEST_CASE("a second broker of the same instance refuses to start and harms nothing")
{
    TestBus bus;
    bus.add_service("a");
    bus.start_broker();
    bus.wait_run("a", "READY");
    const auto broker = std::filesystem::read_symlink("/proc/" + std::to_string(bus.broker_pid()) + "/exe");
    const auto second =
        berth::base::run({.program = broker, .arguments = {"--instance", bus.instance().name()}}, kPatience);
    CHECK(second.status.exit_code == 1);
    CHECK(second.error_output.find("another berth-broker runs for this instance") != std::string::npos);
    CHECK(TestBus::text_of(bus.tell("a", "echo alive")) == "alive");
}
