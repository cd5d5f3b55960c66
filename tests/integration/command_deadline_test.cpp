// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <optional>
#include <thread>

#include <catch2/catch.hpp>

#include "base/linux/pid_fd.hpp"
#include "tests/support/test_bus.hpp"

using namespace berth;
using namespace berth::test;
using namespace std::chrono_literals;

TEST_CASE("a command that is not answered ends at its deadline, in words")
{
    TestBus bus;
    bus.add_service("a");
    bus.start_broker();
    bus.wait_run("a", "READY");
    const auto start = loop::Clock::now();
    const client::Outcome outcome = bus.tell("a", "hold", 200ms);
    CHECK(loop::Clock::now() - start >= 200ms);
    CHECK(outcome.status.code() == bus::v1::STATUS_CODE_DEADLINE);
    CHECK(outcome.status.message() == "a@host did not answer google.protobuf.StringValue within 200 ms");
    CHECK_FALSE(outcome.status.hint().empty());
    CHECK(TestBus::text_of(bus.tell("a", "echo still here")) == "still here");
}

TEST_CASE("a command without a broker ends at its deadline too")
{
    TestBus bus;
    CHECK(bus.ask("broker@host", bus::v1::ListServices{}, 100ms).status.code() ==
          bus::v1::STATUS_CODE_DEADLINE);
}

TEST_CASE("a command to a service that is not running fails at once")
{
    TestBus bus;
    bus.add_service("a");
    bus.start_broker();
    bus.wait_run("a", "READY");
    const client::Outcome outcome = bus.tell("nobody", "echo x");
    CHECK(outcome.status.code() == bus::v1::STATUS_CODE_UNAVAILABLE);
    CHECK(outcome.status.message() == "nobody@host is not running");
}

namespace {

void kill_service(TestBus& bus, const std::string& name)
{
    base::send_signal(base::open_pid_fd(bus.status(name).pid()).get(), SIGKILL);
}

} // namespace

TEST_CASE("a command whose service dies before it answers fails soon, not at its deadline")
{
    TestBus bus;
    bus.add_service("a");
    bus.start_broker();
    bus.wait_run("a", "READY");
    std::optional<client::Outcome> outcome;
    bus.client().request("a@host", string_value("hold"), std::chrono::hours(1),
                         [&](const client::Outcome& came) { outcome = came; });
    REQUIRE(TestBus::text_of(bus.tell("a", "echo so it has the other one, too")).starts_with("so it has"));
    kill_service(bus, "a");
    bus.wait_until("an outcome", [&] { return outcome.has_value(); });
    CHECK(outcome->status.code() == bus::v1::STATUS_CODE_UNAVAILABLE);
    CHECK(outcome->status.message() == "a@host ended before it answered google.protobuf.StringValue");
}

TEST_CASE("a command that may be carried out twice waits for a service that died to come back")
{
    TestBus bus;
    bus.add_service("a");
    bus.start_broker();
    bus.wait_run("a", "READY");
    const int before = bus.status("a").pid();
    kill_service(bus, "a");
    std::optional<client::Outcome> outcome;
    bus.client().request(
        "a@host", string_value("pid"), std::chrono::hours(1),
        [&](const client::Outcome& came) { outcome = came; }, client::Delivery::repeat);
    bus.wait_until("an outcome", [&] { return outcome.has_value(); });
    REQUIRE(outcome->ok());
    CHECK(TestBus::text_of(*outcome) != std::to_string(before));
}

TEST_CASE("a handler that throws or forgets its answer fails the command, and the service lives on")
{
    TestBus bus;
    bus.add_service("a");
    bus.start_broker();
    bus.wait_run("a", "READY");
    const client::Outcome thrown = bus.tell("a", "throw");
    CHECK(thrown.status.code() == bus::v1::STATUS_CODE_FAILED);
    CHECK(thrown.status.message() == "thrown on demand");
    CHECK(thrown.status.hint() == "do not ask for it");
    const client::Outcome dropped = bus.tell("a", "drop");
    CHECK(dropped.status.code() == bus::v1::STATUS_CODE_FAILED);
    CHECK(dropped.status.message().find("dropped without an answer") != std::string::npos);
    CHECK(TestBus::text_of(bus.tell("a", "echo alive")) == "alive");
}

TEST_CASE("a command that reaches the broker after its deadline is not carried out")
{
    TestBus bus;
    bus.add_service("a");
    bus.start_broker();
    bus.wait_run("a", "READY");
    const int pid = bus.status("a").pid();
    bus.broker_child().signal(SIGSTOP);
    const client::Outcome outcome = bus.tell("a", "die", 100ms);
    CHECK(outcome.status.code() == bus::v1::STATUS_CODE_DEADLINE);
    bus.broker_child().signal(SIGCONT);
    CHECK(TestBus::text_of(bus.tell("a", "pid")) ==
          std::to_string(pid)); // behind the other in the same queue
}

TEST_CASE("a command larger than the bus carries is refused here, not sent")
{
    TestBus bus;
    bus.add_service("a");
    bus.start_broker();
    bus.wait_run("a", "READY");
    const client::Outcome outcome = bus.tell("a", "echo " + std::string(2 << 20, 'x'));
    CHECK(outcome.status.code() == bus::v1::STATUS_CODE_INVALID);
    CHECK(outcome.status.message().find("more than the bus carries") != std::string::npos);
    CHECK(TestBus::text_of(bus.tell("a", "echo " + std::string(1'000'000, 'x'))).size() == 1'000'000);
}
