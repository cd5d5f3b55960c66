// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/netbridge/core/api/api_path.hpp"

using namespace berth::netbridge;

TEST_CASE("a request cannot hide its route: the path is what the engine's router sees")
{
    CHECK(api_path("/containers/create?name=x") == "/containers/create");
    CHECK(api_path("/v1.41/containers/create") == "/containers/create");
    CHECK(api_path("/v1.99.1/containers/a/b/json#x") == "/containers/a/b/json");
    CHECK(api_path("/containers%2Fcreate") == "/containers/create");
    CHECK(api_path("/%63ontainers/create") == "/containers/create");
    CHECK(api_path("//v1.41//containers/./create") == "/containers/create");
    CHECK(api_path("/x/../containers/create/") == "/containers/create");
    CHECK(api_path("http://docker/v1.41/containers/create") == "/containers/create");
    CHECK(api_path("http://docker") == "/");
    CHECK(api_path("/%zz%2") == "/%zz%2");
}

TEST_CASE("a version is digits and dots, so a name is none")
{
    CHECK(api_path("/volumes") == "/volumes");
    CHECK(api_path("/volumes/v1.0") == "/volumes/v1.0");
    CHECK(api_path("/v1.41") == "/v1.41");
    CHECK(api_path("/vx/info") == "/vx/info");
    CHECK(api_path("").starts_with("/"));
    CHECK(api_path("*") == "/*");
}

TEST_CASE("a star stands for a name, which may hold slashes but is never empty")
{
    CHECK(api_path_matches("/containers/*/json", "/containers/a/json"));
    CHECK(api_path_matches("/containers/*/json", "/containers/a/b/json"));
    CHECK(api_path_matches("/volumes/*", "/volumes/a"));
    CHECK_FALSE(api_path_matches("/containers/*/json", "/containers/json"));
    CHECK_FALSE(api_path_matches("/containers/*/json", "/containers//json"));
    CHECK_FALSE(api_path_matches("/volumes/*", "/volumes/"));
    CHECK_FALSE(api_path_matches("/volumes", "/volumes/a"));
}
