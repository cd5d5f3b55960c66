// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/core/phases.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace berth;
using lifecycle::PhaseGraph;
using lifecycle::PhaseSpec;

constexpr std::chrono::milliseconds kAny{1000};

PhaseGraph diamond()
{
    return PhaseGraph({{"a", {}, kAny}, {"b", {"a"}, kAny}, {"c", {"a"}, kAny}, {"d", {"b", "c"}, kAny}});
}

std::vector<std::string> startable(PhaseGraph& graph)
{
    std::vector<std::string> names;
    for (const PhaseSpec& phase : graph.take_startable()) {
        names.push_back(phase.name);
    }
    return names;
}

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("phases begin when everything before them is done, side by side where they can")
{
    PhaseGraph graph = diamond();
    CHECK(startable(graph) == Names{"a"});
    CHECK(startable(graph).empty());
    CHECK(graph.finish("a", std::nullopt));
    CHECK(startable(graph) == Names{"b", "c"});
    CHECK(graph.finish("c", std::nullopt));
    CHECK(startable(graph).empty());
    CHECK(graph.finish("b", std::nullopt));
    CHECK(startable(graph) == Names{"d"});
    CHECK_FALSE(graph.ended());
    CHECK(graph.finish("d", std::nullopt));
    CHECK(graph.ended());
    CHECK_FALSE(graph.failure());
}

TEST_CASE("after a failure nothing begins, and the end waits for what is under way")
{
    PhaseGraph graph = diamond();
    startable(graph);
    graph.finish("a", std::nullopt);
    startable(graph);
    graph.finish("b", base::Failure{"no", "do"});
    CHECK(startable(graph).empty());
    CHECK_FALSE(graph.ended());
    graph.finish("c", base::Failure{"later failure", ""});
    CHECK(graph.ended());
    REQUIRE(graph.failure());
    CHECK(graph.failure()->phase == "b");
    CHECK(graph.failure()->failure.message == "no");
}

TEST_CASE("a phase that was given up can not be finished a second time")
{
    PhaseGraph graph = diamond();
    startable(graph);
    CHECK(graph.finish("a", base::Failure{"deadline", ""}));
    CHECK_FALSE(graph.finish("a", std::nullopt));
    CHECK(graph.failure());
}

TEST_CASE("a graph without phases has ended")
{
    CHECK(PhaseGraph({}).ended());
}
