// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/core/isolation_rules.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace berth::diagnose {
namespace {

IsolationPlan sample_plan()
{
    return {.addresses = {"192.168.65.2", "fd00::2"},
            .control_sockets = {"/run/berth/bus/commands.sock"},
            .directories = {"/run/berth"},
            .loopback_port_v4 = 40001,
            .loopback_port_v6 = 40002};
}

bool has(const std::vector<Trial>& trials, const std::string& group, const std::string& argument)
{
    const std::vector<std::string> arguments = arguments_of(trials);
    for (std::size_t i = 0; i < trials.size(); ++i) {
        if (trials[i].group == group && arguments[i] == argument) {
            return true;
        }
    }
    return false;
}

/// As a probe prints it when nothing is reached but what is named.
std::string output_of(const std::vector<Trial>& trials, const std::string& reached = "")
{
    std::string output;
    for (const std::string& argument : arguments_of(trials)) {
        output +=
            argument + (argument == reached ? "\treached\tit accepted a connection\n" : "\tnot\trefused\n");
    }
    return output;
}

} // namespace

TEST_CASE("a container tries API, control sockets, tunnel, distros and loopback, at every address")
{
    const std::vector<Trial> trials = trials_of(sample_plan());
    CHECK(has(trials, "engine_sockets", "unix=/run/docker.sock"));
    for (const char* target : {"gateway:2375", "192.168.65.2:2376", "[fd00::2]:2375"}) {
        CHECK(has(trials, "engine_tcp", std::string("tcp=") + target));
    }
    CHECK(has(trials, "control_sockets", "unix=/run/berth/bus/commands.sock"));
    CHECK(has(trials, "control_sockets", "path=/run/berth"));
    CHECK(has(trials, "abstract_sockets", "abstract=any"));
    CHECK(has(trials, "tunnel", "zmtp=gateway:7001"));
    CHECK(has(trials, "tunnel", "vsock=2:7020"));
    CHECK_FALSE(has(trials, "tunnel", "tcp=gateway:7001")); // whoever listens there need not be berth
    CHECK(has(trials, "distros", "path=/distros"));
    CHECK(has(trials, "distros", "mounts=any"));
    CHECK(has(trials, "processes", "processes=any"));
    CHECK(has(trials, "host_loopback", "tcp=127.0.0.1:40001"));
    CHECK(has(trials, "host_loopback", "tcp=[::1]:40002"));
    CHECK(has(trials, "host_loopback", "tcp=gateway:40002"));
}

TEST_CASE("a machine without a loopback to listen on has nothing to try there")
{
    IsolationPlan plan = sample_plan();
    plan.loopback_port_v4 = plan.loopback_port_v6 = 0;
    const std::vector<Trial> trials = trials_of(plan);
    CHECK(judge_group("host_loopback", trials, {}, "f").outcome == Outcome::skip);
}

TEST_CASE("a group passes when none of its ways led anywhere")
{
    const std::vector<Trial> trials = trials_of(sample_plan());
    const std::vector<Tried> tried = parse_tried(output_of(trials));
    REQUIRE(tried.size() == trials.size());
    for (const Trial& trial : trials) {
        CHECK(judge_group(trial.group, trials, tried, "f").outcome == Outcome::pass);
    }
}

TEST_CASE("one way that led somewhere fails its own group, and no other")
{
    const std::vector<Trial> trials = trials_of(sample_plan());
    const std::vector<Tried> tried = parse_tried(output_of(trials, "tcp=192.168.65.2:2375"));
    const Finding open = judge_group("engine_tcp", trials, tried, "stop it");
    CHECK(open.outcome == Outcome::fail);
    CHECK(open.evidence == "a container reaches 192.168.65.2:2375 (it accepted a connection)");
    CHECK(open.fix == "stop it");
    for (const Trial& trial : trials) {
        CHECK((trial.group == "engine_tcp" ||
               judge_group(trial.group, trials, tried, "f").outcome == Outcome::pass));
    }
}

TEST_CASE("what was not tried is not taken for shut")
{
    const std::vector<Trial> trials = trials_of(sample_plan());
    CHECK(judge_group("distros", trials, {}, "f").outcome == Outcome::fail);
    std::string output = output_of(trials);
    output.resize(output.find("path=/distros"));
    CHECK(judge_group("distros", trials, parse_tried(output), "f")
              .evidence.rfind("not tried: path=/distros", 0) == 0);
}

TEST_CASE("lines that no probe prints are skipped")
{
    CHECK(parse_tried("").empty());
    CHECK(parse_tried("a\nb\tc\nd\tmaybe\te\n\t\n").empty());
    const std::vector<Tried> tried = parse_tried("x=y\treached\ta\tb\n");
    REQUIRE(tried.size() == 1);
    CHECK(tried[0].words == "a\tb");
}

} // namespace berth::diagnose
