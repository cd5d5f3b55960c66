// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <filesystem>

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/linux/pid_fd.hpp"
#include "base/scope_exit.hpp"
#include "tests/support/test_bus.hpp"

using namespace berth;
using namespace berth::test;

namespace {

bool lives(int pid)
{
    return base::process_start_time(pid).has_value();
}

const char* const kShortStop = "stop_deadline { nanos: 200000000 }";

} // namespace

TEST_CASE("a shutdown stops everything in reverse order, and the broker ends last with code 0")
{
    TestBus bus;
    bus.add_service("a");
    bus.add_service("b", {"a"});
    bus.add_service("c", {"b"});
    bus.start_broker();
    bus.wait_run("c", "READY");
    const int pid = bus.status("a").pid();
    CHECK(bus.shut_down().empty());
    CHECK(bus.wait_broker_end());
    CHECK(bus.position("c STOPPED") < bus.position("b STOPPING"));
    CHECK(bus.position("b STOPPED") < bus.position("a STOPPING"));
    CHECK_FALSE(lives(pid));
}

TEST_CASE("TERM to the broker is a shutdown")
{
    TestBus bus;
    bus.add_service("a");
    bus.start_broker();
    bus.wait_run("a", "READY");
    const int pid = bus.status("a").pid();
    bus.broker_child().signal(SIGTERM);
    CHECK(bus.wait_broker_end());
    CHECK_FALSE(lives(pid));
}

TEST_CASE("TERM to the guardian brings everything down and ends it too")
{
    TestBus bus;
    bus.add_service("a");
    bus.start_guarded_broker();
    bus.wait_run("a", "READY");
    const int pid = bus.status("a").pid();
    bus.broker_child().signal(SIGTERM);
    CHECK(bus.wait_broker_end());
    CHECK_FALSE(lives(pid));
    CHECK(bus.broker_pid() == 0);
}

TEST_CASE("a service that ignores Drain ends by TERM, one that ignores TERM by KILL, and nobody survives")
{
    TestBus bus;
    bus.add_service("a");
    bus.add_service("deaf", {"a"}, {"--ignores-drain"}, kShortStop);
    bus.add_service("stuck", {"a"}, {"--ignores-term"}, kShortStop);
    bus.start_broker();
    bus.wait_run("deaf", "READY");
    bus.wait_run("stuck", "READY");
    const int deaf = bus.status("deaf").pid();
    const int stuck = bus.status("stuck").pid();
    CHECK(bus.shut_down().empty());
    CHECK(bus.wait_broker_end());
    CHECK_FALSE(lives(deaf));
    CHECK_FALSE(lives(stuck));
    CHECK(bus.position("stuck STOPPED") < bus.position("a STOPPING"));
    CHECK(bus.position("deaf STOPPED") < bus.position("stuck STOPPED")); // TERM was enough
}

TEST_CASE("a shutdown while services start ends it all")
{
    TestBus bus;
    bus.add_service("a", {}, {"--ready-after", "1"});
    bus.add_service("b", {"a"});
    bus.start_broker();
    bus.wait_run("a", "STARTING");
    CHECK(bus.shut_down().empty());
    CHECK(bus.wait_broker_end());
}

TEST_CASE("while berth goes down nothing can be started")
{
    TestBus bus;
    bus.add_service("a", {}, {"--ignores-drain"}, "stop_deadline { seconds: 1 }");
    bus.add_service("b");
    bus.start_broker();
    bus.wait_run("a", "READY");
    bus.wait_run("b", "READY");
    bus.client().request("broker@host", bus::v1::Shutdown{}, kPatience, [](const client::Outcome&) {});
    bus.wait_run("b", "STOPPED");
    bus::v1::StartService start;
    start.set_name("b");
    const client::Outcome outcome = bus.ask("broker@host", start);
    CHECK(outcome.status.code() == bus::v1::STATUS_CODE_UNAVAILABLE);
    CHECK(bus.wait_broker_end());
}

TEST_CASE("a process that even KILL does not end is named with its pid [root]", "[root]")
{
    // A frozen task of a version 1 freezer takes KILL only when it is thawed: as good as one stuck in the
    // kernel.
    const std::filesystem::path freezer = "/sys/fs/cgroup/freezer";
    TestBus bus;
    const auto group = freezer / ("berth-" + bus.instance().name());
    if (::getuid() != 0 || !std::filesystem::exists(freezer / "cgroup.procs")) {
        WARN("skipped: needs root and a version 1 freezer hierarchy at /sys/fs/cgroup/freezer");
        return;
    }
    bus.add_service("frozen", {}, {}, kShortStop);
    bus.add_service("other");
    bus.start_broker();
    bus.wait_run("frozen", "READY");
    bus.wait_run("other", "READY");
    const int pid = bus.status("frozen").pid();
    base::make_directories(group);
    const base::UniqueFd pid_fd = base::open_pid_fd(pid);
    const base::ScopeExit thaw([&] {
        base::write_existing(group / "freezer.state", "THAWED");
        (void)base::wait_pid_fd(pid_fd.get(), kPatience);
        std::error_code ignored; // an empty cgroup that stays behind would show in the next run's mkdir
        bus.wait_until("the cgroup is empty", [&] { return std::filesystem::remove(group, ignored); });
    });
    base::write_existing(group / "cgroup.procs", std::to_string(pid));
    base::write_existing(group / "freezer.state", "FROZEN");
    bus.wait_until("it is frozen",
                   [&] { return base::read_file(group / "freezer.state").value() == "FROZEN\n"; });

    CHECK(bus.shut_down() == std::vector<std::string>{"frozen " + std::to_string(pid)});
    CHECK(bus.wait_broker_end());
    CHECK(lives(pid));
}
