// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "supervisor_scene.hpp"

using namespace berth::test;
using namespace std::chrono_literals;

namespace {

berth::broker::ServicePlan quick_plan()
{
    auto plan = plan_of("a");
    plan.first_delay = 200ms;
    plan.max_delay = 1s;
    plan.max_deaths = 6;
    plan.reset_after = 30s;
    return plan;
}

} // namespace

TEST_CASE("the first restart is immediate, the next ones are delayed by doubling up to the limit")
{
    SupervisorScene scene({quick_plan()});
    scene.start_and_ready({"a"});
    scene.ends("a");
    CHECK(scene.ordered() == "spawn a");
    for (const milliseconds delay : {200ms, 400ms, 800ms, 1000ms}) {
        scene.ends("a", "was killed by signal 9 (Killed)");
        CHECK(scene.run("a") == "WAITING");
        CHECK(scene.status("a").why().find("was killed by signal 9 (Killed); starting again in") !=
              std::string::npos);
        scene.pass(delay - 1ms);
        CHECK(scene.ordered().empty());
        scene.pass(1ms);
        CHECK(scene.ordered() == "spawn a");
    }
}

TEST_CASE("a dead service says what it waits for: its need, then what is left of its delay")
{
    auto needs_b = quick_plan();
    needs_b.needs = {"b"};
    SupervisorScene scene({plan_of("b"), needs_b});
    scene.start_and_ready({"b", "a"});
    scene.says("b", berth::bus::v1::Health::STATE_STARTING, "its engine restarts");
    scene.ends("a");
    CHECK(scene.status("a").why() == "waits for b");
    scene.ready("b");
    scene.ordered();
    scene.says("b", berth::bus::v1::Health::STATE_STARTING, "its engine restarts");
    scene.ends("a");
    scene.pass(50ms);
    scene.ready("b");
    CHECK(scene.status("a").why() == "starting again in 0.1 s");
    scene.pass(200ms);
    CHECK(scene.ordered() == "spawn a");
}

TEST_CASE("too many deaths in a row make a service failed, and only a person starts it again")
{
    SupervisorScene scene({quick_plan()});
    scene.start_all();
    for (int death = 1; death <= 6; ++death) {
        scene.ends("a");
        scene.pass(1s);
    }
    CHECK(scene.run("a") == "FAILED");
    CHECK(scene.status("a").why() == "exited with code 1 (6 times in a row)");
    CHECK(scene.status("a").hint().find("berth service start a") != std::string::npos);
    CHECK(scene.status("a").restarts() == 5);
    CHECK(scene.supervisor.settled("a"));
    scene.ordered();
    scene.pass(24h);
    CHECK(scene.ordered().empty());
    scene.start("a");
    CHECK(scene.ordered() == "spawn a");
    scene.ends("a");
    CHECK(scene.ordered() == "spawn a"); // the count began anew
}

TEST_CASE("a service that gives up is failed at once, for the reason it gave, until a person starts it")
{
    SupervisorScene scene({quick_plan()});
    scene.start_all();
    scene.ordered();
    scene.says("a", berth::bus::v1::Health::STATE_FAILED, "the door is shut", "remove it");
    scene.gives_up("a");
    CHECK(scene.published.back().pid() == 0); // told, though nothing else has changed
    CHECK(scene.published.back().hint() == "remove it");
    CHECK(scene.run("a") == "FAILED");
    CHECK(scene.status("a").why() == "the door is shut");
    CHECK(scene.status("a").pid() == 0);
    CHECK(scene.status("a").restarts() == 0);
    CHECK(scene.supervisor.settled("a"));
    scene.pass(24h);
    CHECK(scene.ordered().empty());
    scene.start("a");
    CHECK(scene.ordered() == "spawn a");
    scene.gives_up("a", "exited with code 2");
    CHECK(scene.run("a") == "FAILED");
    CHECK(scene.status("a").why() == "exited with code 2"); // it said nothing
}

TEST_CASE("a service that was ready long enough starts its count of deaths anew")
{
    SupervisorScene scene({quick_plan()});
    scene.start_and_ready({"a"});
    for (int death = 1; death <= 20; ++death) {
        scene.pass(30s);
        scene.ends("a");
        CHECK(scene.ordered() == "spawn a");
        scene.ready("a");
    }
    scene.pass(29s);
    scene.ends("a");
    CHECK(scene.ordered().empty());
    CHECK(scene.run("a") == "WAITING");
}

TEST_CASE("a start by a person does not wait for the restart delay")
{
    SupervisorScene scene({quick_plan()});
    scene.start_all();
    for (int death = 1; death <= 3; ++death) {
        scene.ends("a");
        scene.pass(death == 3 ? 0ms : 1s);
    }
    scene.ordered();
    REQUIRE(scene.run("a") == "WAITING");
    scene.start("a");
    CHECK(scene.ordered() == "spawn a");
}

TEST_CASE("a program that cannot be executed is tried again and then failed")
{
    SupervisorScene scene({quick_plan()});
    scene.cannot_spawn.insert("a");
    scene.start_all();
    CHECK(scene.ordered() == "spawn a, spawn a");
    scene.pass(10s);
    CHECK(scene.run("a") == "FAILED");
    CHECK(scene.status("a").why().find("executing berth-a: No such file or directory") != std::string::npos);
    CHECK(scene.status("a").pid() == 0);
}

TEST_CASE("the death of a need does not touch the services that use it")
{
    SupervisorScene scene({plan_of("a"), plan_of("b", {"a"})});
    scene.start_and_ready({"a", "b"});
    scene.ends("a");
    CHECK(scene.ordered() == "spawn a");
    CHECK(scene.run("b") == "READY");
}

TEST_CASE("a user that dies while its need is away comes back after the need")
{
    SupervisorScene scene({plan_of("a"), plan_of("b", {"a"})});
    scene.start_and_ready({"a", "b"});
    scene.ends("a");
    scene.ends("b");
    CHECK(scene.ordered() == "spawn a");
    CHECK(scene.run("b") == "WAITING");
    scene.ready("a");
    CHECK(scene.ordered() == "spawn b");
}

TEST_CASE("a service that gives no sign of life is killed and started again")
{
    SupervisorScene scene({plan_of("a")});
    scene.start_and_ready({"a"});
    scene.silent("a");
    CHECK(scene.ordered() == "KILL a");
    CHECK(scene.status("a").why() == "it gives no sign of life; ending it");
    scene.ends("a", "was killed by signal 9 (Killed)");
    CHECK(scene.ordered() == "spawn a");
}

TEST_CASE("a service that does not answer is degraded until it does, and no other state is touched")
{
    SupervisorScene scene({plan_of("a"), plan_of("b")});
    scene.start_and_ready({"a"});
    scene.quiet("a");
    CHECK(scene.run("a") == "DEGRADED");
    CHECK(scene.status("a").why() == berth::broker::kSilence);
    CHECK(scene.ordered().empty());
    scene.ready("a");
    CHECK(scene.run("a") == "READY");
    CHECK(scene.status("a").why().empty());
    scene.quiet("b");
    CHECK(scene.run("b") == "STARTING");
}

TEST_CASE("a service that lives but says it has failed is replaced when somebody starts it")
{
    SupervisorScene scene({plan_of("a")});
    scene.start_and_ready({"a"});
    scene.says("a", Health::STATE_FAILED, "its store is gone");
    CHECK(scene.run("a") == "FAILED");
    CHECK(scene.status("a").pid() != 0);
    CHECK(scene.ordered().empty());
    scene.start("a");
    CHECK(scene.ordered() == "drain a restart");
    CHECK_FALSE(scene.supervisor.settled("a"));
    scene.ends("a", "exited with code 0");
    CHECK(scene.ordered() == "spawn a");
    scene.ready("a");
    CHECK(scene.supervisor.settled("a"));
}
