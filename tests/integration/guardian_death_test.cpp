// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <filesystem>

#include <catch2/catch.hpp>

#include "base/files.hpp"
#include "base/hang_watch.hpp"
#include "base/linux/pid_fd.hpp"
#include "tests/support/test_bus.hpp"

using namespace berth;
using namespace berth::test;

namespace {

/// Processes that run this bus's own berth-guardian, by the file they execute.
std::vector<int> guardians(const TestBus& bus)
{
    std::vector<int> found;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const std::string name = entry.path().filename();
        std::error_code gone; // it ended between two looks, or is the kernel's own
        const auto program = std::filesystem::read_symlink(entry.path() / "exe", gone);
        if (name.find_first_not_of("0123456789") == std::string::npos && program == bus.program("guardian")) {
            found.push_back(std::stoi(name));
        }
    }
    return found;
}

void kill_and_wait(int pid)
{
    const base::UniqueFd pid_fd = base::open_pid_fd(pid);
    base::send_signal(pid_fd.get(), SIGKILL);
    REQUIRE(base::wait_pid_fd(pid_fd.get(), kPatience));
}

/// Before it has, TERM ends it as it does any program.
bool has_blocked_term(int pid)
{
    const auto status = base::read_file("/proc/" + std::to_string(pid) + "/status");
    const std::size_t at = status ? status->find("SigBlk:\t") : std::string::npos;
    constexpr unsigned long long kTerm = 1ULL << (SIGTERM - 1);
    return at != std::string::npos && (std::stoull(status->substr(at + 8, 16), nullptr, 16) & kTerm) != 0;
}

/// KILL to the guardian; the pid of the one that took its place.
int replace_guardian(TestBus& bus, int guardian)
{
    kill_and_wait(guardian);
    std::vector<int> now;
    bus.wait_until("another guardian", [&] {
        now = guardians(bus);
        return now.size() == 1 && now.front() != guardian && has_blocked_term(now.front());
    });
    return now.front();
}

void replace_broker(TestBus& bus)
{
    const int before = bus.broker_pid();
    REQUIRE(before != 0);
    kill_and_wait(before);
    bus.reap(before);
    bus.wait_until("a new broker", [&] { return bus.broker_pid() != 0 && bus.broker_pid() != before; });
}

/// STOP to the broker, until its guardian finds out.
void hang_broker(TestBus& bus)
{
    const int before = bus.broker_pid();
    const base::UniqueFd pid_fd = base::open_pid_fd(before);
    base::send_signal(pid_fd.get(), SIGSTOP);
    REQUIRE(base::wait_pid_fd(pid_fd.get(), base::HangWatch::kHungAfter + kPatience));
    bus.wait_until("a new broker", [&] { return bus.broker_pid() != 0 && bus.broker_pid() != before; });
}

/// The service as the broker of now knows it, once that has heard from it.
bus::v1::ServiceStatus ready_service(TestBus& bus, const std::string& name)
{
    bus::v1::ServiceStatus found;
    bus.wait_until(name + " is ready", [&] {
        bus::v1::ListServicesResponse response;
        REQUIRE(response.ParseFromString(bus.ask("broker@host", bus::v1::ListServices{}).payload));
        for (const bus::v1::ServiceStatus& service : response.services()) {
            found = service.name() == name ? service : found;
        }
        return found.run() == bus::v1::ServiceStatus::RUN_READY;
    });
    return found;
}

} // namespace

TEST_CASE("a killed guardian is replaced by its broker, and heals the broker's death as before")
{
    TestBus bus;
    bus.add_service("a");
    bus.start_guarded_broker();
    bus.wait_run("a", "READY");
    const int a = bus.status("a").pid();
    const int broker = bus.broker_pid();
    int guardian = bus.broker_child().pid();
    REQUIRE(guardians(bus) == std::vector<int>{guardian});

    guardian = replace_guardian(bus, guardian);
    CHECK(bus.broker_pid() == broker); // it is adopted, not started anew
    CHECK(ready_service(bus, "a").pid() == a);

    replace_broker(bus);
    CHECK(ready_service(bus, "a").pid() == a);
    CHECK(ready_service(bus, "a").restarts() == 0);
    CHECK(guardians(bus) == std::vector<int>{guardian});

    guardian = replace_guardian(bus, guardian); // and once more, with a broker that a second guardian started
    replace_broker(bus);
    CHECK(ready_service(bus, "a").pid() == a);
    CHECK(guardians(bus) == std::vector<int>{guardian});
}

TEST_CASE("a broker that hangs is killed and replaced by its guardian")
{
    TestBus bus;
    bus.add_service("a");
    bus.start_guarded_broker();
    bus.wait_run("a", "READY");
    const int a = bus.status("a").pid();
    hang_broker(bus);
    CHECK(ready_service(bus, "a").pid() == a);
}

TEST_CASE("a broker that hangs is killed by a guardian that adopted it, too")
{
    TestBus bus;
    bus.add_service("a");
    bus.start_guarded_broker();
    bus.wait_run("a", "READY");
    const int guardian = replace_guardian(bus, bus.broker_child().pid());
    hang_broker(bus);
    CHECK(guardians(bus) == std::vector<int>{guardian});
}

TEST_CASE("a shutdown also ends the guardian that the broker started, and nothing comes back")
{
    TestBus bus;
    bus.add_service("a");
    bus.start_guarded_broker();
    bus.wait_run("a", "READY");
    const base::UniqueFd broker = base::open_pid_fd(bus.broker_pid());
    const int second = replace_guardian(bus, bus.broker_child().pid());
    const base::UniqueFd guardian = base::open_pid_fd(second);
    CHECK(bus.shut_down().empty());
    CHECK(base::wait_pid_fd(broker.get(), kPatience));
    CHECK(base::wait_pid_fd(guardian.get(), kPatience));
    CHECK(guardians(bus).empty());
    CHECK(bus.broker_pid() == 0);
}

TEST_CASE("TERM to a guardian that the broker started brings everything down")
{
    TestBus bus;
    bus.add_service("a");
    bus.start_guarded_broker();
    bus.wait_run("a", "READY");
    const base::UniqueFd a = base::open_pid_fd(bus.status("a").pid());
    const base::UniqueFd broker = base::open_pid_fd(bus.broker_pid());
    const base::UniqueFd guardian = base::open_pid_fd(replace_guardian(bus, bus.broker_child().pid()));
    base::send_signal(guardian.get(), SIGTERM);
    CHECK(base::wait_pid_fd(broker.get(), kPatience));
    CHECK(base::wait_pid_fd(guardian.get(), kPatience));
    CHECK(base::wait_pid_fd(a.get(), kPatience));
    CHECK(bus.broker_pid() == 0);
}

TEST_CASE("a broker that no guardian keeps starts none")
{
    TestBus bus;
    bus.add_service("a");
    bus.start_broker();
    bus.wait_run("a", "READY");
    CHECK(guardians(bus).empty());
}
