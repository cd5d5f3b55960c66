// SPDX-License-Identifier: Apache-2.0
// The verbs that ask, with and without a broker.
#include <catch2/catch.hpp>

#include <array>
#include <chrono>
#include <csignal>
#include <sstream>

#include <fcntl.h>
#include <unistd.h>

#include "prefix.hpp"

namespace berth::cli {
namespace {

bool contains(const std::string& text, const std::string& what)
{
    return text.find(what) != std::string::npos;
}

std::vector<nlohmann::json> json_lines(const std::string& text)
{
    std::vector<nlohmann::json> objects;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        objects.push_back(nlohmann::json::parse(line));
    }
    return objects;
}

} // namespace

TEST_CASE("every verb that needs the broker says at once that berth is not running")
{
    if (!is_root_or_says_why_not()) {
        return;
    }
    const Prefix prefix(FakeServices{{.name = "alpha"}});
    for (const std::vector<std::string>& verb :
         std::vector<std::vector<std::string>>{{"status"},
                                               {"status", "--watch"},
                                               {"events"},
                                               {"logs"},
                                               {"service", "list"},
                                               {"service", "start", "alpha"},
                                               {"distro", "list"},
                                               {"pack", "list"},
                                               {"net", "status"},
                                               {"net", "ports"},
                                               {"k8s", "status"}}) {
        const auto began = std::chrono::steady_clock::now();
        const base::Completed completed = prefix.berth(verb);
        INFO(verb.front() << ": " << completed.error_output);
        CHECK(completed.status.exit_code == 3);
        CHECK(contains(completed.error_output, "berth is not running"));
        CHECK(contains(completed.error_output,
                       "start it with `berth --instance " + prefix.instance().name() + " up`"));
        CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds{5});
    }
    const nlohmann::json status = prefix.berth_json({"status"});
    CHECK(status["state"] == "stopped");
    CHECK(prefix.processes().empty());
}

TEST_CASE("status shows every service, and names those that do not answer", "[root]")
{
    if (!is_root_or_says_why_not()) {
        return;
    }
    const Prefix prefix(FakeServices{{.name = "alpha"}, {.name = "lifecycle"}});
    REQUIRE(prefix.berth({"up"}).status.exit_code == 0);
    const nlohmann::json status = prefix.berth_json({"status"});
    CHECK(status["state"] == "degraded");
    REQUIRE(status["services"].size() == 2);
    CHECK(status["services"][0]["name"] == "alpha");
    CHECK(status["services"][0]["run"] == "RUN_READY");
    CHECK(status["engine"]["pack"] == "fake 1.0");
    CHECK(status["kubernetes"].is_null());
    CHECK(status["unanswered"].size() == 4);
    const base::Completed text = prefix.berth({"status"});
    CHECK(text.status.exit_code == 0);
    CHECK(contains(text.output, "k8s@host is not running"));
    CHECK(prefix.berth({"down"}).status.exit_code == 0);
}

TEST_CASE("services are stopped, started and restarted by name", "[root]")
{
    if (!is_root_or_says_why_not()) {
        return;
    }
    const Prefix prefix(FakeServices{{.name = "alpha"}, {.name = "beta", .needs = {"alpha"}}});
    REQUIRE(prefix.berth({"up"}).status.exit_code == 0);
    CHECK(prefix.berth_json({"service", "stop", "beta"})["services"][0]["run"] == "RUN_STOPPED");
    CHECK(prefix.processes("berth-beta").empty());
    CHECK(prefix.berth_json({"service", "start", "beta"})["services"][0]["run"] == "RUN_READY");
    const std::vector<int> before = prefix.processes("berth-alpha");
    CHECK(prefix.berth({"service", "restart", "alpha"}).status.exit_code == 0);
    CHECK(prefix.processes("berth-alpha") != before);
    const base::Completed unknown = prefix.berth({"service", "start", "gamma"});
    CHECK(unknown.status.exit_code == 1);
    CHECK(contains(unknown.error_output, "there is no service gamma"));
    CHECK(prefix.berth_json({"service", "list"})["services"].size() == 2);
    CHECK(prefix.berth({"down"}).status.exit_code == 0);
}

TEST_CASE("events begins with the present states and ends on an interrupt", "[root]")
{
    if (!is_root_or_says_why_not()) {
        return;
    }
    const Prefix prefix(FakeServices{{.name = "alpha"}, {.name = "lifecycle"}});
    REQUIRE(prefix.berth({"up"}).status.exit_code == 0);
    const base::Completed present = prefix.berth({"events", "--present", "--json"});
    INFO(present.output << present.error_output);
    CHECK(present.status.exit_code == 0);
    std::vector<std::string> topics;
    for (const nlohmann::json& event : json_lines(present.output)) {
        topics.push_back(event["topic"]);
        CHECK(event["state"] == true);
        CHECK(event["event"].is_object());
    }
    CHECK(topics == std::vector<std::string>{"host.broker.service.alpha", "host.broker.service.lifecycle",
                                             "host.lifecycle.engine"});
    const base::Completed text = prefix.berth({"events", "--present", "--topic", "host.lifecycle."});
    CHECK(contains(text.output,
                   "host.lifecycle.engine EngineStateChanged engine.state=ready engine.pack=\"fake 1.0\""));

    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    const base::UniqueFd output(ends[0]);
    base::UniqueFd input(ends[1]);
    base::Child following = prefix.start_berth({"events"}, input);
    input.reset();
    (void)read_until(output, "service.name=alpha service.run=ready", std::chrono::seconds{10});
    REQUIRE(prefix.berth({"service", "stop", "alpha"}).status.exit_code == 0);
    (void)read_until(output, "service.name=alpha service.run=stopped", std::chrono::seconds{10});
    following.signal(SIGINT);
    const auto end = following.wait(std::chrono::seconds{10});
    REQUIRE(end);
    CHECK(end->exit_code == 0);
    CHECK(prefix.berth({"down"}).status.exit_code == 0);
}

TEST_CASE("settings are changed without a broker, and say what to restart with one", "[root]")
{
    if (!is_root_or_says_why_not()) {
        return;
    }
    const Prefix prefix(FakeServices{{.name = "alpha"}});
    CHECK(prefix.berth({"settings", "get", "logs.max_days"}).output == "14\n");
    CHECK(prefix.berth({"settings", "set", "logs.max_days", "3"}).output == "logs.max_days = 3\n");
    CHECK(prefix.berth_json({"settings", "get", "logs.max_days"})["written"] == true);
    CHECK(prefix.berth({"settings", "set", "logs.max_days", "soon"}).status.exit_code == 2);
    CHECK(prefix.berth({"settings", "set", "no.key", "1"}).status.exit_code == 2);
    REQUIRE(prefix.berth({"up"}).status.exit_code == 0);
    CHECK(contains(prefix.berth({"settings", "unset", "logs.max_days"}).output,
                   "takes effect after `berth --instance " + prefix.instance().name() +
                       " service restart diagnostics`"));
    CHECK(prefix.berth({"settings", "get", "logs.max_days"}).output == "14\n");
    CHECK(prefix.berth({"down"}).status.exit_code == 0);
}

} // namespace berth::cli
