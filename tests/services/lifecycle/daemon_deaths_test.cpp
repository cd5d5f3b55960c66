// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/core/daemon_deaths.hpp"

#include <catch2/catch.hpp>

using berth::lifecycle::DaemonDeaths;

namespace {

berth::lifecycle::v1::InitEvent end_of_dockerd(const std::string& line, int lines = 1)
{
    berth::lifecycle::v1::InitEvent event;
    event.mutable_process()->set_name("dockerd");
    event.mutable_process()->set_last_exit("exited with code 1");
    for (int i = 0; i < lines; ++i) {
        event.add_last_lines(line + std::to_string(i));
    }
    return event;
}

} // namespace

TEST_CASE("a daemon that ends once or twice while it starts may still come up")
{
    DaemonDeaths deaths;
    CHECK_FALSE(deaths.hopeless());
    deaths.daemon_ended(end_of_dockerd("a"));
    deaths.daemon_ended(end_of_dockerd("b"));
    CHECK_FALSE(deaths.hopeless());
}

TEST_CASE("after the third end the start is hopeless, and the daemon's last line says why")
{
    DaemonDeaths deaths;
    for (int i = 0; i < 3; ++i) {
        deaths.daemon_ended(end_of_dockerd("no such flag "));
    }
    REQUIRE(deaths.hopeless());
    CHECK(deaths.hopeless()->message == "dockerd exited with code 1, 3 times while it started");
    CHECK(deaths.hopeless()->hint == "its last line: no such flag 0");
}

TEST_CASE("daemons that are started anew have ended no time, but their last words are kept")
{
    DaemonDeaths deaths;
    for (int i = 0; i < 3; ++i) {
        deaths.daemon_ended(end_of_dockerd("x"));
    }
    deaths.daemons_started();
    CHECK_FALSE(deaths.hopeless());
    CHECK(deaths.last_lines().size() == 1);
}

TEST_CASE("of the last words twenty lines are kept, each of at most 300 bytes")
{
    DaemonDeaths deaths;
    deaths.daemon_ended(end_of_dockerd(std::string(1000, 'x'), 50));
    CHECK(deaths.last_lines().size() == 20);
    CHECK(deaths.last_lines().front().size() == 300);
    deaths.daemon_ended(end_of_dockerd("line ", 30));
    CHECK(deaths.last_lines().front() == "line 10");
    CHECK(deaths.last_lines().back() == "line 29");
}
