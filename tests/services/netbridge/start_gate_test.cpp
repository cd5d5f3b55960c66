// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/netbridge/core/start_gate.hpp"

using namespace berth::netbridge;

namespace {

std::string inspected(const std::string& policy, const std::string& error,
                      const std::string& running = "false")
{
    return R"({"Id":"abc","Name":"/web","State":{"Status":"exited","Running":)" + running + R"(,"Error":")" +
           error + R"("},"HostConfig":{"RestartPolicy":{"Name":")" + policy + R"(","MaximumRetryCount":0}}})";
}

const std::string kNoMkdir = "error while creating mount source path '/distros/Ubuntu/home/me': "
                             "mkdir /distros/Ubuntu: read-only file system";
const std::string kNoMount =
    "failed to mount local volume: mount /distros/A.b-1/x:/var/lib/docker/volumes/v/_data, "
    "flags: 0x1000: no such file or directory";

} // namespace

TEST_CASE("a container with a restart policy whose start failed over a distro's path waits for that distro")
{
    for (const char* policy : {"always", "unless-stopped", "on-failure"}) {
        const auto container = judge_container(inspected(policy, kNoMkdir));
        REQUIRE(container.has_value());
        CHECK(*container == WaitingContainer{"abc", "web", {"Ubuntu"}});
    }
    CHECK(judge_container(inspected("always", kNoMount))->distros == std::set<std::string>{"A.b-1"});
    CHECK(judge_container(inspected("always", "'/distros/A/x' and '/distros/B/y'"))->distros ==
          std::set<std::string>{"A", "B"});
}

TEST_CASE("a container does not wait without a policy, without such an error, or while it runs")
{
    CHECK(judge_container(inspected("no", kNoMkdir))->distros.empty());
    CHECK(judge_container(inspected("", kNoMkdir))->distros.empty());
    CHECK(judge_container(inspected("always", ""))->distros.empty());
    CHECK(judge_container(inspected("always", "exec: no such file: /distros/"))->distros.empty());
    CHECK(judge_container(inspected("always", kNoMkdir, "true"))->distros.empty());
}

TEST_CASE("a container that has run and could not be started again was left behind, whatever the reason")
{
    const auto left_behind = [](const char* state, const char* policy) {
        const auto judged =
            judge_container(R"({"Id":"abc","Name":"/web","State":)" + std::string(state) +
                            R"(,"HostConfig":{"RestartPolicy":{"Name":")" + policy + R"("}}})");
        REQUIRE(judged.has_value());
        return judged->was_left_behind;
    };
    const char* const failed = R"({"Running":false,"Status":"exited","Error":"too many open files"})";
    CHECK(left_behind(failed, "always"));
    CHECK(left_behind(failed, "unless-stopped"));
    CHECK_FALSE(left_behind(failed, "on-failure"));
    CHECK_FALSE(left_behind(failed, "no"));
    CHECK_FALSE(left_behind(R"({"Running":false,"Status":"exited","Error":""})", "always")); // it was stopped
    CHECK_FALSE(
        left_behind(R"({"Running":false,"Status":"created","Error":"no"})", "always")); // has never run
    CHECK_FALSE(
        left_behind(R"({"Running":false,"Status":"exited","Error":"mkdir /distros/X: no"})", "always"));
    CHECK_FALSE(left_behind(R"({"Running":true,"Status":"running","Error":"old"})", "always"));
}

TEST_CASE("what is not the engine's answer about a container is refused, whatever is in it")
{
    for (const char* text : {"", "[]", "{}", "null", "{\"Id\":7}", "{\"Id\":\"\"}", "{\"Id\":\"a\""}) {
        CHECK(judge_container(text).has_error());
    }
    const auto bare = judge_container(R"({"Id":"a","State":"odd","HostConfig":[]})");
    REQUIRE(bare.has_value());
    CHECK(bare->distros.empty());
}

TEST_CASE("the ids of a list come back in its order; what is no list is refused")
{
    CHECK(ids_in_list("[]").value().empty());
    CHECK(ids_in_list(R"([{"Id":"a"},{"Id":"b"},{"No":"id"},3])").value() ==
          std::vector<std::string>{"a", "b"});
    CHECK_FALSE(ids_in_list(R"({"message":"no"})").has_value());
    CHECK_FALSE(ids_in_list("[").has_value());
}

TEST_CASE("a container may start once every distro that it misses is attached")
{
    const WaitingContainer container{"abc", "web", {"A", "B"}};
    CHECK_FALSE(may_start(container, {}));
    CHECK_FALSE(may_start(container, {"A", "host"}));
    CHECK(may_start(container, {"A", "B", "host"}));
}
