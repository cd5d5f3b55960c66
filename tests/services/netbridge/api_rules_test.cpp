// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/netbridge/core/api_rules.hpp"

using namespace berth::netbridge;

namespace {

std::string rule_of(std::string_view method, std::string_view target)
{
    const ApiRule* rule = find_api_rule(method, api_path(target));
    return rule == nullptr ? "" : std::string(rule->path);
}

} // namespace

TEST_CASE("a rule is found with any API version or none, whatever the name holds")
{
    CHECK(rule_of("POST", "/containers/create?name=x") == "/containers/create");
    CHECK(rule_of("POST", "/v1.41/containers/create") == "/containers/create");
    CHECK(rule_of("GET", "/v1.99.1/containers/a/b/json") == "/containers/*/json");
    CHECK(rule_of("GET", "/containers/json?all=1") == "/containers/json");
    CHECK(rule_of("GET", "/containers/json/json") == "/containers/*/json");
    CHECK(rule_of("GET", "/volumes") == "/volumes");
    CHECK(rule_of("GET", "/volumes/v1.0") == "/volumes/*");
}

TEST_CASE("a request cannot hide its route from the rules")
{
    CHECK(rule_of("POST", "/containers%2Fcreate") == "/containers/create");
    CHECK(rule_of("POST", "//v1.41//containers/./create") == "/containers/create");
    CHECK(rule_of("POST", "http://docker/v1.41/containers/create") == "/containers/create");
    CHECK(rule_of("POST", "/%63ontainers/create") == "/containers/create");
}

TEST_CASE("what holds no path has no rule")
{
    CHECK(rule_of("GET", "/containers/create").empty());
    CHECK(rule_of("POST", "/containers/x/start").empty());
    CHECK(rule_of("GET", "/_ping").empty());
    CHECK(rule_of("GET", "/volumesx").empty());
    CHECK(rule_of("GET", "").empty());
}

TEST_CASE("an answer turns into a raw stream on 101, and on a 200 without a length for attach and exec")
{
    CHECK(becomes_raw_stream("POST", "/session", {.status = 101}));
    CHECK(becomes_raw_stream("GET", "/containers/x/attach/ws", {.status = 101}));
    CHECK(becomes_raw_stream("POST", "/containers/a/b/attach", {.status = 200}));
    CHECK(becomes_raw_stream("POST", "/exec/12/start", {.status = 200}));
    CHECK_FALSE(becomes_raw_stream("POST", "/exec/12/start", {.status = 200, .has_length = true}));
    CHECK_FALSE(becomes_raw_stream("POST", "/containers/x/attach", {.status = 404}));
    CHECK_FALSE(becomes_raw_stream("GET", "/events", {.status = 200}));
}
