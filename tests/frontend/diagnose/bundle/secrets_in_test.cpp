// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <algorithm>

#include "frontend/diagnose/bundle/core/secrets_in.hpp"

using namespace berth::bundle;

namespace {

using Texts = std::vector<std::string>;

bool has(const Texts& all, const std::string& one)
{
    return std::find(all.begin(), all.end(), one) != all.end();
}

} // namespace

TEST_CASE("a docker configuration gives its logins and its proxies' passwords")
{
    const Texts found = secrets_in_docker_config(R"({
        "auths": {"a": {"auth": "bWU6aHVudGVyMg=="}, "b": {"identitytoken": "idtoken", "email": "me@x"}, "c": 1},
        "proxies": {"default": {"httpProxy": "http://me:p%40ss@proxy:1", "noProxy": "x"}},
        "HttpHeaders": {"X-Meta": "header"}, "credsStore": "pass"})");
    for (const char* secret : {"bWU6aHVudGVyMg==", "hunter2", "idtoken", "p%40ss", "p@ss", "header"}) {
        INFO(secret);
        CHECK(has(found, secret));
    }
    CHECK_FALSE(has(found, "me@x"));
    CHECK(secrets_in_docker_config("no JSON").empty());
    CHECK(secrets_in_docker_config("[]").empty());
}

TEST_CASE("a URL gives its password, or the token that stands alone")
{
    CHECK(secrets_in_url("http://me:secret@host:1/x").front() == "secret");
    CHECK(secrets_in_url("me:secret@host:1").front() == "secret");
    CHECK(secrets_in_url("https://token@host").front() == "token");
    CHECK(secrets_in_url("http://host:1/x").empty());
}

TEST_CASE("a variable gives its value where its name says so, and the password of a URL")
{
    CHECK(secrets_in_variable("DB_PASSWORD=x=y") == Texts{"x=y"});
    CHECK(has(secrets_in_variable("https_proxy=me:secret@host"), "secret"));
    CHECK(has(secrets_in_variable("DATABASE=postgres://me:secret@host/db"), "secret"));
    CHECK(secrets_in_variable("PATH=/bin").empty());
    CHECK(secrets_in_variable("nothing").empty());
}

TEST_CASE("base64 is decoded, and what is none gives nothing")
{
    CHECK(from_base64("Zm9vYmFy") == "foobar");
    CHECK(from_base64("Zm9vYg==") == "foob");
    CHECK(from_base64("").empty());
    CHECK(from_base64("no base64").empty());
}
