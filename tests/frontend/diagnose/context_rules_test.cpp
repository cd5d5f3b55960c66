// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/core/context_rules.hpp"

#include <catch2/catch.hpp>

namespace berth::diagnose {
namespace {

const std::string kHost = "unix:///run/berth/docker.sock";

ContextFacts facts()
{
    return {.name = "berth", .host = kHost, .file = "/home/me/.docker/contexts/meta/x/meta.json"};
}

std::string context_to(const std::string& host)
{
    return R"({"Name":"berth","Endpoints":{"docker":{"Host":")" + host + R"("}}})";
}

} // namespace

TEST_CASE("the context must be there and lead to this instance's socket")
{
    ContextFacts seen = facts();
    CHECK(judge_context_file(seen).outcome == Outcome::fail);
    CHECK(judge_context_file(seen).fix.find("berth up") != std::string::npos);
    seen.stored = context_to(kHost);
    CHECK(judge_context_file(seen).outcome == Outcome::pass);
    seen.stored = context_to("unix:///run/other.sock");
    CHECK(judge_context_file(seen).evidence.find("/run/other.sock") != std::string::npos);
    seen.stored = "{ no JSON";
    CHECK(judge_context_file(seen).outcome == Outcome::fail);
    seen.stored = R"({"Endpoints":{"docker":{"Host":5}}})";
    CHECK(judge_context_file(seen).outcome == Outcome::fail);
}

TEST_CASE("DOCKER_HOST fails where it leads elsewhere, with how to get rid of it")
{
    ContextFacts seen = facts();
    CHECK(judge_docker_host(seen).outcome == Outcome::pass);
    seen.docker_host = kHost;
    CHECK(judge_docker_host(seen).outcome == Outcome::pass);
    seen.docker_host = "tcp://127.0.0.1:2375";
    CHECK(judge_docker_host(seen).outcome == Outcome::fail);
    CHECK(judge_docker_host(seen).evidence.rfind("DOCKER_HOST=tcp://127.0.0.1:2375", 0) == 0);
    CHECK(judge_docker_host(seen).fix.rfind("unset DOCKER_HOST", 0) == 0);
}

TEST_CASE("a variable is found in another process's environment by its whole name")
{
    using namespace std::string_view_literals;
    constexpr std::string_view kEnvironment =
        "HOME=/root\0XDOCKER_HOST=a\0DOCKER_HOST=tcp://h:1=2\0EMPTY=\0LAST=x"sv;
    CHECK(value_in_environment(kEnvironment, "DOCKER_HOST") == "tcp://h:1=2");
    CHECK(value_in_environment(kEnvironment, "HOME") == "/root");
    CHECK(value_in_environment(kEnvironment, "LAST") == "x");
    CHECK(value_in_environment(kEnvironment, "EMPTY").empty());
    CHECK(value_in_environment(kEnvironment, "DOCKER").empty());
    CHECK(value_in_environment("", "HOME").empty());
    CHECK(value_in_environment("\0\0"sv, "HOME").empty());
}

TEST_CASE("DOCKER_CONTEXT fails where it names another one")
{
    ContextFacts seen = facts();
    CHECK(judge_docker_context(seen).outcome == Outcome::pass);
    seen.docker_context = "berth";
    CHECK(judge_docker_context(seen).outcome == Outcome::pass);
    seen.docker_context = "desktop-linux";
    CHECK(judge_docker_context(seen).outcome == Outcome::fail);
}

TEST_CASE("another current context is the user's choice: a warning")
{
    ContextFacts seen = facts();
    CHECK(judge_current_context(seen).outcome == Outcome::warn);
    seen.default_link = "/run/berth/docker.sock";
    CHECK(judge_current_context(seen).outcome == Outcome::pass);
    seen.config = R"({"currentContext":"desktop-linux"})";
    CHECK(judge_current_context(seen).outcome == Outcome::warn);
    CHECK(judge_current_context(seen).fix.find("docker context use berth") != std::string::npos);
    seen.config = R"({"currentContext":"berth"})";
    CHECK(judge_current_context(seen).outcome == Outcome::pass);
    seen.config = R"({"currentContext":"default"})";
    CHECK(judge_current_context(seen).outcome == Outcome::pass);
}

} // namespace berth::diagnose
