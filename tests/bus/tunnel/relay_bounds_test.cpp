// SPDX-License-Identifier: Apache-2.0
// What the relay does when something runs short or breaks: the rest lives on.
#include <fstream>

#include <fcntl.h>
#include <poll.h>

#include <catch2/catch.hpp>

#include "base/child.hpp"
#include "base/instance.hpp"
#include "tests/bus/tunnel/running_relay.hpp"

using namespace berth;
using namespace berth::test;

namespace {

tunnel::RelayPlan guest_plan(const TempDir& dir, const std::map<std::string, std::uint32_t>& maps)
{
    return tunnel::plan_guest(*tunnel::parse_endpoint("unix://" + (dir / "host.sock").string()), maps);
}

/// User and system time that a process has used, in clock ticks: fields 14 and 15 of /proc/PID/stat.
long cpu_ticks(pid_t pid)
{
    std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
    std::string word;
    for (int field = 1; field <= 13; ++field) {
        stat >> word;
    }
    long user = 0;
    long system = 0;
    stat >> user >> system;
    return user + system;
}

/// The program, which may have so many descriptors; returns once it listens.
base::Child start_host_relay(const TempDir& dir, int descriptors)
{
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    const base::UniqueFd said(ends[0]);
    base::UniqueFd says(ends[1]);
    const std::string limit = std::to_string(descriptors);
    base::ProcessSpec spec;
    spec.program = "/usr/bin/prlimit"; // the relay raises its soft limit, so the hard one is lowered too
    spec.arguments = {"--nofile=" + limit + ":" + limit,
                      (base::libexec_dir() / "berth-tunnel").string(),
                      "host",
                      "--listen",
                      "unix://" + (dir / "host.sock").string(),
                      "--map",
                      "7001=" + (dir / "target.sock").string()};
    spec.inherited_fds = {{says.get(), STDERR_FILENO}};
    spec.parent_death_signal = SIGKILL; // a test that dies leaves nothing behind
    base::Child child = base::Child::spawn(spec);
    says.reset();
    std::array<char, 256> line{};
    const ssize_t got = ::read(said.get(), line.data(), line.size());
    REQUIRE(got > 0);
    REQUIRE_THAT(std::string(line.data(), static_cast<std::size_t>(got)), Catch::Contains("listening at"));
    return child;
}

} // namespace

TEST_CASE("a listener that cannot be opened does not keep the others from working")
{
    const TempDir dir;
    std::ofstream(dir / "file") << "in the way of a directory";
    const base::UniqueFd host = base::listen_unix(dir / "host.sock", 0600);
    const RunningRelay relay(
        guest_plan(dir, {{(dir / "file").string() + "/a.sock", 7001}, {(dir / "good.sock").string(), 7002}}));
    const base::UniqueFd client = connect(dir / "good.sock");
    CHECK(read_bytes(accept(host), 13) == "CONNECT 7002\n");
}

TEST_CASE("a listener opens by itself once what was in its way is gone")
{
    const TempDir dir;
    std::ofstream(dir / "later") << "in the way of a directory";
    RunningRelay relay(guest_plan(dir, {{(dir / "later").string() + "/a.sock", 7001}}));
    REQUIRE(relay.wait_for_report("cannot listen"));
    std::filesystem::remove(dir / "later");
    REQUIRE(relay.wait_for_report("listening at"));
    CHECK_NOTHROW(connect(dir / "later" / "a.sock"));
}

TEST_CASE("with no descriptors left connections wait in the queue and the process stays quiet")
{
    const TempDir dir;
    const base::UniqueFd target = base::listen_unix(dir / "target.sock", 0600);
    constexpr int kEnoughForThree = 40; // six each, and 17 for the rest
    base::Child child = start_host_relay(dir, kEnoughForThree);

    std::vector<base::UniqueFd> clients;
    std::vector<base::UniqueFd> servers;
    for (int i = 0; i < 10; ++i) {
        clients.push_back(connect(dir / "host.sock"));
    }
    for (const base::UniqueFd& client : clients) {
        send_text(client, "CONNECT 7001\nx");
    }
    for (int i = 0; i < 3; ++i) {
        servers.push_back(accept(target));
    }
    const long ticks = cpu_ticks(child.pid());
    pollfd none{target.get(), POLLIN, 0};
    CHECK(::poll(&none, 1, 1000) == 0);         // no fourth connection
    CHECK(cpu_ticks(child.pid()) - ticks < 10); // a busy loop would have used 100
    for (base::UniqueFd& server : servers) {
        CHECK(read_bytes(server, 1) == "x");
        server.reset(); // makes room for the next
    }
    clients[0].reset();
    clients[1].reset();
    clients[2].reset();
    CHECK(read_bytes(accept(target), 1) == "x");
    child.signal(SIGTERM);
    const auto status = child.wait(std::chrono::milliseconds(kPatience));
    REQUIRE(status);
    CHECK(status->success());
}
