// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "supervisor_scene.hpp"

using namespace berth::test;
using namespace std::chrono_literals;

TEST_CASE("a service is started when what it needs is ready, not before")
{
    SupervisorScene scene({plan_of("a"), plan_of("b", {"a"}), plan_of("c", {"b"})});
    scene.start_all();
    CHECK(scene.ordered() == "spawn a");
    CHECK(scene.run("b") == "WAITING");
    CHECK(scene.status("b").why() == "waits for a");
    scene.says("a", Health::STATE_STARTING, "opening its store");
    CHECK(scene.ordered().empty());
    scene.ready("a");
    CHECK(scene.ordered() == "spawn b");
    scene.says("b", Health::STATE_DEGRADED, "slow disk");
    CHECK(scene.ordered() == "spawn c");
    CHECK(scene.run("b") == "DEGRADED");
}

TEST_CASE("services of one level start together")
{
    SupervisorScene scene({plan_of("c", {"a", "b"}), plan_of("b"), plan_of("a")});
    scene.start_all();
    CHECK(scene.ordered() == "spawn a, spawn b");
    scene.ready("a");
    CHECK(scene.ordered().empty());
    CHECK(scene.status("c").why() == "waits for b");
    scene.ready("b");
    CHECK(scene.ordered() == "spawn c");
}

TEST_CASE("starting one service starts what it needs and nothing else")
{
    SupervisorScene scene({plan_of("a"), plan_of("b", {"a"}), plan_of("c", {"b"}), plan_of("other")});
    scene.start("b");
    CHECK(scene.ordered() == "spawn a");
    scene.ready("a");
    CHECK(scene.ordered() == "spawn b");
    scene.ready("b");
    CHECK(scene.ordered().empty());
    CHECK(scene.run("c") == "STOPPED");
    CHECK(scene.run("other") == "STOPPED");
    CHECK(scene.supervisor.settled("b"));
}

TEST_CASE("a service that is not ready by its deadline is failed, with its own words")
{
    auto plan = plan_of("a");
    plan.ready_deadline = 3s;
    SupervisorScene scene({plan});
    scene.start_all();
    scene.says("a", Health::STATE_STARTING, "waits for its disk");
    scene.pass(2999ms);
    CHECK(scene.run("a") == "STARTING");
    CHECK_FALSE(scene.supervisor.settled("a"));
    scene.pass(1ms);
    CHECK(scene.run("a") == "FAILED");
    CHECK(scene.status("a").why() == "not ready within 3.0 s: waits for its disk");
    CHECK(scene.status("a").hint().find("berth logs --service a") != std::string::npos);
    CHECK(scene.supervisor.settled("a"));
}

TEST_CASE("a service that missed its ready deadline stays failed until it is ready")
{
    SupervisorScene scene({plan_of("a"), plan_of("b", {"a"})});
    scene.start_all();
    scene.pass(10s);
    REQUIRE(scene.run("a") == "FAILED");
    scene.says("a", Health::STATE_STARTING, "still at it"); // the answer to the next Ping
    CHECK(scene.run("a") == "FAILED");
    scene.ready("a");
    CHECK(scene.run("a") == "READY");
    CHECK(scene.ordered() == "spawn a, spawn b");
}

TEST_CASE("a ready service that falls back to starting gets a new ready deadline")
{
    SupervisorScene scene({plan_of("a")});
    scene.start_and_ready({"a"});
    scene.pass(1h);
    scene.says("a", Health::STATE_STARTING, "its engine restarts");
    CHECK(scene.run("a") == "STARTING");
    scene.pass(9s);
    CHECK(scene.run("a") == "STARTING");
    scene.pass(1s);
    CHECK(scene.run("a") == "FAILED");
}

TEST_CASE("a service whose need fails waits for it and counts as settled")
{
    SupervisorScene scene({plan_of("a"), plan_of("b", {"a"}), plan_of("c", {"b"})});
    scene.start_all();
    scene.says("a", Health::STATE_FAILED, "no disk");
    CHECK(scene.run("c") == "WAITING");
    CHECK(scene.supervisor.all_settled());
    scene.ready("a");
    CHECK_FALSE(scene.supervisor.all_settled());
    CHECK(scene.ordered() == "spawn a, spawn b");
}

TEST_CASE("each change of a status is published, the pid among them")
{
    SupervisorScene scene({plan_of("a")});
    scene.start_all();
    REQUIRE_FALSE(scene.published.empty());
    CHECK(scene.published.back().run() == ServiceStatus::RUN_STARTING);
    CHECK(scene.published.back().pid() == 101);
    scene.published.clear();
    scene.ready("a");
    scene.ready("a");
    CHECK(scene.published.size() == 1);
    scene.ends("a", "exited with code 3");
    CHECK(scene.published.back().pid() == 102);
    CHECK(scene.published.back().restarts() == 1);
}

TEST_CASE("what is published is each step as it was, also those that pass at once")
{
    SupervisorScene scene({plan_of("a")});
    scene.start_and_ready({"a"});
    scene.published.clear();
    scene.ends("a", "exited with code 3");
    REQUIRE(scene.published.size() == 3);
    CHECK(scene.published[0].run() == ServiceStatus::RUN_WAITING);
    CHECK(scene.published[0].why() == "it exited with code 3; starting again in 0.0 s");
    CHECK(scene.published[0].pid() == 0);
    CHECK(scene.published[1].run() == ServiceStatus::RUN_STARTING);
    CHECK(scene.published[2].pid() == scene.status("a").pid());
}

TEST_CASE("an adopted service is not started again and is ready by its own word")
{
    SupervisorScene scene({plan_of("a"), plan_of("b", {"a"})});
    scene.adopt("a", 4711);
    scene.start_all();
    CHECK(scene.ordered().empty());
    CHECK(scene.run("a") == "STARTING");
    CHECK(scene.status("a").pid() == 4711);
    scene.ready("a");
    CHECK(scene.run("a") == "READY");
    CHECK(scene.ordered() == "spawn b");
    CHECK(scene.status("a").restarts() == 0);
}

TEST_CASE("an adopted service that says nothing is failed at its ready deadline, not replaced")
{
    SupervisorScene scene({plan_of("a")});
    scene.adopt("a", 4711);
    scene.start_all();
    scene.pass(10s);
    CHECK(scene.run("a") == "FAILED");
    CHECK(scene.status("a").pid() == 4711);
    CHECK(scene.ordered().empty());
}

TEST_CASE("an adopted user of a need that is gone runs on while the need comes back")
{
    SupervisorScene scene({plan_of("a"), plan_of("b", {"a"})});
    scene.adopt("b", 4711);
    scene.start_all();
    CHECK(scene.ordered() == "spawn a");
    scene.ready("b");
    CHECK(scene.run("b") == "READY");
}
