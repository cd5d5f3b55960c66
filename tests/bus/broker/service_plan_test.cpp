// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "broker/core/service_plan.hpp"

using namespace berth::broker;
using namespace std::chrono_literals;

namespace {

std::string complaint_about(const std::string& text)
{
    return parse_manifest(text, "x.textproto").error().message;
}

} // namespace

TEST_CASE("a manifest's values become a plan")
{
    const ServicePlan plan = parse_manifest(R"(
        name: "lifecycle"
        description: "the engine's life"
        needs: "distro"
        needs: "netbridge"
        arguments: "--socket={run}/x"
        ready_deadline { seconds: 20 nanos: 500000000 }
        stop_deadline { seconds: 30 }
        restart { first_delay { nanos: 100000000 } max_delay { seconds: 3 } max_deaths: 4 reset_after { seconds: 60 } }
        probe_socket: "x.sock"
    )",
                                            "x.textproto")
                                 .value();
    CHECK(plan.name == "lifecycle");
    CHECK(plan.description == "the engine's life");
    CHECK(plan.needs == std::vector<std::string>{"distro", "netbridge"});
    CHECK(plan.arguments == std::vector<std::string>{"--socket={run}/x"});
    CHECK(plan.ready_deadline == 20500ms);
    CHECK(plan.stop_deadline == 30s);
    CHECK(plan.first_delay == 100ms);
    CHECK(plan.max_delay == 3s);
    CHECK(plan.max_deaths == 4);
    CHECK(plan.reset_after == 60s);
    CHECK(plan.probe_socket == "x.sock");
}

TEST_CASE("what a manifest leaves out has a sensible value")
{
    const ServicePlan plan = parse_manifest("name: 'a'", "x.textproto").value();
    const ServicePlan defaults;
    CHECK(plan.ready_deadline == defaults.ready_deadline);
    CHECK(plan.stop_deadline == defaults.stop_deadline);
    CHECK(plan.max_deaths == defaults.max_deaths);
    CHECK(plan.probe_socket.empty());
}

TEST_CASE("a manifest's mistake is told by file, line and column")
{
    CHECK(complaint_about("name: 'a'\nneed: 'b'\n").rfind("x.textproto: line 2, column", 0) == 0);
    CHECK(complaint_about("name: 'a'\nneed: 'b'\n").find("\"need\"") != std::string::npos);
    CHECK(complaint_about("name: 'a\n").rfind("x.textproto: line 1, column", 0) == 0);
    CHECK(
        complaint_about("name: 'a'\n\nrestart { max_deaths: -1 }").rfind("x.textproto: line 3, column", 0) ==
        0);
    CHECK(complaint_about("name: 'a'\nname: 'b'").rfind("x.textproto: line 2, column", 0) == 0);
}

TEST_CASE("a manifest needs a name, and one that can be a program's and an address's")
{
    CHECK(complaint_about("description: 'x'").find("needs a name") != std::string::npos);
    for (const char* name : {"../sh", "a b", "a@host", "A", "-a", "a/b"}) {
        INFO(name);
        CHECK(complaint_about("name: '" + std::string(name) + "'").find(name) != std::string::npos);
    }
}

TEST_CASE("a deadline or delay that is no time to wait is refused and named")
{
    CHECK(complaint_about("name: 'a' ready_deadline { seconds: 0 }").find("ready_deadline") !=
          std::string::npos);
    CHECK(complaint_about("name: 'a' stop_deadline { seconds: -3 }").find("stop_deadline") !=
          std::string::npos);
    CHECK(complaint_about("name: 'a' restart { first_delay { seconds: -1 } }").find("first_delay") !=
          std::string::npos);
    CHECK(complaint_about("name: 'a' ready_deadline { seconds: 99999999999 }").find("ready_deadline") !=
          std::string::npos);
}

TEST_CASE("a probe socket outside the run directory is refused")
{
    CHECK(complaint_about("name: 'a' probe_socket: '/etc/x'").find("probe_socket") != std::string::npos);
    CHECK(complaint_about("name: 'a' probe_socket: '../x'").find("probe_socket") != std::string::npos);
}
