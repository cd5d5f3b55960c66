// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "supervisor_scene.hpp"

using namespace berth::test;
using namespace std::chrono_literals;

namespace {

SupervisorScene running_chain()
{
    SupervisorScene scene({plan_of("a"), plan_of("b", {"a"}), plan_of("c", {"b"}), plan_of("d")});
    scene.start_and_ready({"a", "b", "c", "d"});
    return scene;
}

} // namespace

TEST_CASE("everything stops in reverse: a service only after those that use it")
{
    SupervisorScene scene = running_chain();
    scene.shut_down();
    CHECK(scene.ordered() == "drain c shutdown, drain d shutdown");
    scene.ends("d");
    CHECK(scene.ordered().empty());
    scene.ends("c");
    CHECK(scene.ordered() == "drain b shutdown");
    scene.ends("b");
    CHECK(scene.ordered() == "drain a shutdown");
    CHECK_FALSE(scene.supervisor.all_ended());
    scene.ends("a");
    CHECK(scene.supervisor.all_ended());
    CHECK(scene.supervisor.survivors().empty());
    CHECK(scene.run("a") == "STOPPED");
}

TEST_CASE("a stubborn service gets Drain, then TERM, then KILL, each at its deadline")
{
    auto plan = plan_of("a");
    plan.stop_deadline = 3s;
    SupervisorScene scene({plan});
    scene.start_and_ready({"a"});
    scene.shut_down();
    CHECK(scene.ordered() == "drain a shutdown");
    scene.pass(2999ms);
    CHECK(scene.ordered().empty());
    scene.pass(1ms);
    CHECK(scene.ordered() == "TERM a");
    scene.pass(1999ms);
    CHECK(scene.ordered().empty());
    scene.pass(1ms);
    CHECK(scene.ordered() == "KILL a");
    CHECK_FALSE(scene.supervisor.all_ended());
    scene.ends("a", "was killed by signal 9 (Killed)");
    CHECK(scene.supervisor.all_ended());
    CHECK(scene.run("a") == "STOPPED");
}

TEST_CASE("what even KILL does not end is named as a survivor and holds up nobody")
{
    SupervisorScene scene({plan_of("a"), plan_of("b", {"a"})});
    scene.start_and_ready({"a", "b"});
    const int pid = scene.status("b").pid();
    scene.shut_down();
    scene.pass(9s);
    CHECK(scene.ordered() == "drain b shutdown, TERM b, KILL b, drain a shutdown");
    CHECK(scene.status("b").why() == "process " + std::to_string(pid) + " survived KILL");
    scene.ends("a");
    CHECK(scene.supervisor.all_ended());
    CHECK(scene.supervisor.survivors() == std::vector<std::string>{"b " + std::to_string(pid)});
    CHECK(scene.supervisor.next_deadline() == std::nullopt);
}

TEST_CASE("a survivor that ends after all is no survivor any more")
{
    SupervisorScene scene({plan_of("a")});
    scene.start_and_ready({"a"});
    scene.shut_down();
    scene.pass(1min);
    REQUIRE(scene.supervisor.survivors().size() == 1);
    scene.ends("a");
    CHECK(scene.supervisor.survivors().empty());
    CHECK(scene.run("a") == "STOPPED");
}

TEST_CASE("a drained service has a short time to end before TERM")
{
    auto plan = plan_of("a");
    plan.stop_deadline = 1min;
    SupervisorScene scene({plan});
    scene.start_and_ready({"a"});
    scene.shut_down();
    scene.drained("a");
    scene.ordered();
    scene.pass(2s);
    CHECK(scene.ordered() == "TERM a");
}

TEST_CASE("a program that is no bus peer gets TERM instead of Drain")
{
    auto plan = plan_of("a");
    plan.probe_socket = "a.sock";
    SupervisorScene scene({plan});
    scene.start_and_ready({"a"});
    scene.shut_down();
    CHECK(scene.ordered() == "TERM a");
}

TEST_CASE("stopping one service stops those that use it first, and what they own lives on")
{
    SupervisorScene scene = running_chain();
    scene.stop("b");
    CHECK(scene.ordered() == "drain c restart");
    scene.ends("c", "exited with code 0");
    CHECK(scene.ordered() == "drain b restart");
    scene.ends("b", "exited with code 0");
    CHECK(scene.ordered().empty());
    CHECK(scene.run("a") == "READY");
    CHECK(scene.run("b") == "STOPPED");
    CHECK(scene.run("c") == "STOPPED");
    scene.pass(1h);
    CHECK(scene.ordered().empty());
}

TEST_CASE("a service that is to stop is not settled while its users still stop")
{
    SupervisorScene scene = running_chain();
    scene.stop("b");
    CHECK(scene.run("b") == "READY");
    CHECK_FALSE(scene.supervisor.settled("b"));
    scene.ends("c");
    scene.ends("b");
    CHECK(scene.supervisor.settled("b"));
}

TEST_CASE("a restart touches one service only and is immediate")
{
    SupervisorScene scene = running_chain();
    const int before = scene.status("b").pid();
    scene.restart("b");
    CHECK(scene.ordered() == "drain b restart");
    CHECK_FALSE(scene.supervisor.settled("b"));
    scene.ends("b", "exited with code 0");
    CHECK(scene.ordered() == "spawn b");
    CHECK(scene.run("c") == "READY");
    CHECK(scene.status("b").pid() != before);
    scene.ready("b");
    CHECK(scene.supervisor.all_settled());
}

TEST_CASE("a start while the service still stops starts it again afterwards")
{
    SupervisorScene scene = running_chain();
    scene.stop("c");
    scene.start("c");
    CHECK(scene.ordered() == "drain c restart");
    scene.ends("c", "exited with code 0");
    CHECK(scene.ordered() == "spawn c");
}

TEST_CASE("a stop after such a start leaves it stopped")
{
    SupervisorScene scene = running_chain();
    scene.stop("c");
    scene.start("c");
    scene.stop("c");
    scene.ends("c", "exited with code 0");
    CHECK(scene.ordered() == "drain c restart");
    CHECK(scene.run("c") == "STOPPED");
}

TEST_CASE("a shutdown while services start ends what runs and starts nothing more")
{
    SupervisorScene scene({plan_of("a"), plan_of("b", {"a"})});
    scene.start_all();
    scene.shut_down();
    CHECK(scene.ordered() == "spawn a, drain a shutdown");
    CHECK(scene.run("b") == "STOPPED");
    scene.ready("a"); // its word crossed the Drain
    CHECK(scene.ordered().empty());
    scene.ends("a");
    CHECK(scene.ordered().empty());
    CHECK(scene.supervisor.all_ended());
}

TEST_CASE("a shutdown during a restart delay or after a failure leaves the service stopped")
{
    auto fragile = plan_of("a");
    fragile.max_deaths = 1;
    SupervisorScene scene({fragile, plan_of("b")});
    scene.start_all();
    scene.ends("a");
    scene.ends("b");
    scene.ends("b");
    REQUIRE(scene.run("a") == "FAILED");
    REQUIRE(scene.run("b") == "WAITING");
    scene.shut_down();
    CHECK(scene.run("a") == "STOPPED");
    CHECK(scene.run("b") == "STOPPED");
    CHECK(scene.supervisor.all_ended());
    CHECK(scene.supervisor.next_deadline() == std::nullopt);
}

TEST_CASE("a shutdown during a single restart does not start the service again")
{
    SupervisorScene scene({plan_of("a")});
    scene.start_and_ready({"a"});
    scene.restart("a");
    scene.shut_down();
    scene.ends("a");
    CHECK(scene.ordered() == "drain a restart");
    CHECK(scene.run("a") == "STOPPED");
}

TEST_CASE("nothing is started once everything goes down")
{
    SupervisorScene scene = running_chain();
    scene.shut_down();
    scene.ordered();
    scene.start("d");
    scene.restart("c");
    scene.start_all();
    for (const char* name : {"c", "d", "b", "a"}) {
        scene.ends(name);
    }
    CHECK(scene.ordered() == "drain b shutdown, drain a shutdown");
    CHECK(scene.supervisor.all_ended());
}

TEST_CASE("a service that dies while its users stop is not started again")
{
    SupervisorScene scene = running_chain();
    scene.stop("b");
    scene.ordered();
    scene.ends("b", "exited with code 1");
    CHECK(scene.ordered().empty());
    CHECK(scene.run("b") == "STOPPED");
    scene.ends("c");
    CHECK(scene.supervisor.settled("b"));
}
