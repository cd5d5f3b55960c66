// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/netbridge/core/api/api_path.hpp"
#include "services/netbridge/core/api/api_rules.hpp"

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
    CHECK(rule_of("GET", "/volumes/v1.0") == "/volumes/*");
    CHECK(rule_of("GET", "/plugins/vieux/sshfs:latest/json") == "/plugins/*/json");
    CHECK(rule_of("POST", "/plugins/vieux/sshfs/set") == "/plugins/*/set");
}

TEST_CASE("no rule hides behind another")
{
    for (const ApiRule& rule : api_rules()) {
        INFO(rule.path);
        std::string path(rule.path);
        if (const std::size_t star = path.find('*'); star != std::string::npos) {
            path.replace(star, 1, "some/name");
        }
        CHECK(find_api_rule(rule.method, path) == &rule);
    }
}

TEST_CASE("what holds no path has no rule")
{
    CHECK(rule_of("GET", "/containers/create").empty());
    CHECK(rule_of("POST", "/containers/x/start").empty());
    CHECK(rule_of("GET", "/containers/x/archive?path=/etc").empty());
    CHECK(rule_of("POST", "/build?remote=x").empty());
    CHECK(rule_of("POST", "/session").empty());
    CHECK(rule_of("GET", "/events").empty());
    CHECK(rule_of("GET", "/nodes").empty());
    CHECK(rule_of("POST", "/volumes/prune").empty());
    CHECK(rule_of("GET", "/plugins/privileges").empty());
    CHECK(rule_of("GET", "/_ping").empty());
    CHECK(rule_of("GET", "/volumesx").empty());
    CHECK(rule_of("GET", "").empty());
}
