// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/support/test_bus.hpp"

using namespace berth;
using namespace berth::test;

namespace {

template <class Command>
Command named(const std::string& name)
{
    Command command;
    command.set_name(name);
    return command;
}

} // namespace

TEST_CASE("stopping a service stops its users first and answers when it is down")
{
    TestBus bus;
    bus.add_service("a");
    bus.add_service("b", {"a"});
    bus.add_service("c");
    bus.start_broker();
    bus.wait_run("b", "READY");
    bus.wait_run("c", "READY");
    const client::Outcome outcome = bus.ask("broker@host", named<bus::v1::StopService>("a"));
    bus::v1::StopServiceResponse response;
    REQUIRE(response.ParseFromString(outcome.payload));
    CHECK(response.services(0).run() == bus::v1::ServiceStatus::RUN_STOPPED);
    bus.wait_run("a", "STOPPED");
    CHECK(bus.position("b STOPPED") < bus.position("a STOPPING"));
    CHECK(bus.run_of("c") == "READY");

    CHECK(bus.ask("broker@host", named<bus::v1::StartService>("b")).ok());
    bus.wait_run("b", "READY");
    CHECK(bus.run_of("a") == "READY");
}

TEST_CASE("a restart gives one service a new process and tells it to leave alone what it owns")
{
    TestBus bus;
    bus.add_service("a");
    bus.add_service("b", {"a"});
    bus.start_broker();
    bus.wait_run("b", "READY");
    std::string last_words;
    bus.client().on_event<google::protobuf::StringValue>(
        event_topic("a"), [&](const std::string&, const auto& words) { last_words = words.value(); });
    bool listening = false; // subscriptions of one connection arrive in order, and this one is answered
    bus.client().on_event<google::protobuf::StringValue>(
        state_topic("a"), [&](const std::string&, const auto&) { listening = true; });
    bus.wait_until("the subscriptions", [&] { return listening; });
    const int a_before = bus.status("a").pid();
    const int b_before = bus.status("b").pid();
    const client::Outcome outcome = bus.ask("broker@host", named<bus::v1::RestartService>("a"));
    bus::v1::RestartServiceResponse response;
    REQUIRE(response.ParseFromString(outcome.payload));
    CHECK(response.service().run() == bus::v1::ServiceStatus::RUN_READY);
    CHECK(response.service().pid() != a_before);
    CHECK(TestBus::text_of(bus.tell("b", "pid")) == std::to_string(b_before));
    bus.wait_until("a's last words", [&] { return last_words == "stopping DRAIN_REASON_RESTART"; });
}

TEST_CASE("the list of services says what each is doing")
{
    TestBus bus;
    bus.add_service("a");
    bus.add_service("b", {"a"});
    bus.start_broker();
    bus.wait_run("b", "READY");
    bus::v1::ListServicesResponse response;
    REQUIRE(response.ParseFromString(bus.ask("broker@host", bus::v1::ListServices{}).payload));
    REQUIRE(response.services_size() == 2);
    CHECK(response.services(0).name() == "a");
    CHECK(response.services(1).run() == bus::v1::ServiceStatus::RUN_READY);
    CHECK(response.services(1).since().seconds() > 1'600'000'000);
}

TEST_CASE("a service that nobody has heard of is refused with the names of those there are")
{
    TestBus bus;
    bus.add_service("a");
    bus.start_broker();
    const client::Outcome outcome = bus.ask("broker@host", named<bus::v1::StartService>("ghost"));
    CHECK(outcome.status.code() == bus::v1::STATUS_CODE_NOT_FOUND);
    CHECK(outcome.status.message() == "there is no service ghost");
    CHECK(outcome.status.hint() == "services: a");
    CHECK(bus.ask("broker@host", bus::v1::StopService{}).status.code() == bus::v1::STATUS_CODE_INVALID);
}
