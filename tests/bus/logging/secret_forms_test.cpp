// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <string>

#include "logging/core/secret_forms.hpp"
#include "logging/core/secret_names.hpp"

using namespace berth::logging;

namespace {

struct Case {
    const char* text;
    const char* without;
};

} // namespace

TEST_CASE("secrets are taken out by their form, and what stands around them stays")
{
    const Case cases[] = {
        {"proxy http://me:hunter2@proxy.lan:3128/x is away",
         "proxy http://<redacted>@proxy.lan:3128/x is away"},
        {"http://me:p@ss/w0rd@proxy:1 x", "http://<redacted>@proxy:1 x"},
        {"https://ghost@host/path", "https://<redacted>@host/path"},
        {"https://host/x?u=http%3A%2F%2Fme%3Ahunter2%40proxy&y=1",
         "https://host/x?u=http%3A%2F%2F<redacted>%40proxy&y=1"},
        {"Authorization: Bearer abcdefgh12345 next", "Authorization: <redacted> next"},
        {"sent Bearer abcdefgh12345 along", "sent Bearer <redacted> along"},
        {R"({"X-Registry-Auth":"eyJ1c2VyIjoi"})", R"({"X-Registry-Auth":"<redacted>"})"},
        {"jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.abc-_d end", "jwt <redacted> end"},
        {"token ghp_0123456789abcdefABCD.", "token <redacted>"},
        {"id AKIAIOSFODNN7EXAMPLE here", "id <redacted> here"},
        {"MYSQL_ROOT_PASSWORD=hunter2 in it", "MYSQL_ROOT_PASSWORD=<redacted> in it"},
        {R"(msg="form: {\"password\":\"a b\\\"c\",\"x\":1}")",
         R"(msg="form: {\"password\":\"<redacted>\",\"x\":1}")"},
        {"run --password hunter2 --x", "run --password <redacted> --x"},
        {"--token=abc,def&x;y) z", "--token=<redacted> z"},
        {"password = 'with blanks in it' ok", "password = '<redacted>' ok"},
        {R"({"password":"","user":"bob","secret":"x"})",
         R"({"password":"","user":"bob","secret":"<redacted>"})"},
        {"-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
         "<redacted>-----END RSA PRIVATE KEY-----"},
        {"-----BEGIN CERTIFICATE-----", "-----BEGIN CERTIFICATE-----"},
    };
    for (const Case& each : cases) {
        CHECK(without_secrets(each.text) == each.without);
        CHECK(without_secrets(each.without) == each.without);
    }
}

TEST_CASE("what is no secret stays as it is")
{
    for (const char* text :
         {"", "service lifecycle is READY", "GET http://localhost:80/a:b", "the token was refused",
          "user me@host", "time=\"2026-11-27T06:25:57Z\" level=info msg=\"API listen on /run/docker.sock\"",
          "a basic test", "://", "password", "password:", "-----BEGIN ", "secretary of state", "eyJ",
          "ghp_short"}) {
        CHECK(without_secrets(text) == text);
    }
}

TEST_CASE("what was taken out is counted by kind, and a second pass counts nothing")
{
    RedactionCounts counts;
    const std::string once = without_secrets("http://a:b@c password=x token=y", counts);
    CHECK(counts == RedactionCounts{{"url-password", 1}, {"assignment", 2}});
    RedactionCounts again;
    without_secrets(once, again);
    CHECK(again.empty());
}

TEST_CASE("names that hold secrets are known in every style")
{
    for (const char* name : {"PASSWORD", "db-password", "ApiKey", "API_KEY", "AWS_SECRET_ACCESS_KEY",
                             "GITHUB_TOKEN", "auth", "identitytoken", "X-Registry-Auth"}) {
        CHECK(is_secret_name(name));
    }
    for (const char* name : {"", "PATH", "author", "keyboard", "HOME", "compass"}) {
        CHECK_FALSE(is_secret_name(name));
    }
}

TEST_CASE("a hostile text takes no longer than its length")
{
    for (const std::string piece :
         {"://", "://a:", "password=\"", "-----BEGIN ", "eyJ", "\\\\", "bearer ", "%3A%2F%2F"}) {
        std::string text;
        while (text.size() < (1U << 20U)) {
            text += piece;
        }
        CHECK(without_secrets(text).size() < 4 * text.size()); // the test's own deadline is the clock
    }
}
