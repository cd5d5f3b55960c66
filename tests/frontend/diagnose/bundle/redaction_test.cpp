// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "frontend/diagnose/bundle/core/redaction.hpp"
#include "tests/frontend/diagnose/bundle/names.hpp"

using namespace berth;
using namespace berth::bundle;

namespace {

Redaction test_redaction()
{
    logging::KnownSecrets secrets;
    secrets.add("correct horse");
    return {std::move(secrets), test_names()};
}

} // namespace

TEST_CASE("secrets, paths and names go, each counted by its kind")
{
    Redaction redaction = test_redaction();
    logging::RedactionCounts counts;
    CHECK(redaction.text("maria: correct horse at /mnt/x with token=abc on laptop7", counts) ==
          "user-1: <redacted> at <path> with token=<redacted> on host-1");
    CHECK(counts ==
          logging::RedactionCounts{{"known-secret", 1}, {"assignment", 1}, {"path", 1}, {"name", 2}});
}

TEST_CASE("in JSON every text is redacted, names of members as well, and secrets by the member's name")
{
    Redaction redaction = test_redaction();
    logging::RedactionCounts counts;
    const std::string out = redaction.file(
        "x.json", R"({"maria":["/mnt/x",1,null],"password":"plain","token":"","image_digest":"ab","n":true})",
        counts);
    CHECK(
        Json::parse(out).dump() ==
        R"({"user-1":["<path>",1,null],"password":"<redacted>","token":"","image_digest":"image-0000ab000000","n":true})");
}

TEST_CASE("lines of JSON stay lines of JSON, others lines of text")
{
    Redaction redaction = test_redaction();
    logging::RedactionCounts counts;
    CHECK(redaction.file("x.jsonl", "{\"m\":\"maria\"}\nmaria\n", counts) == "{\"m\":\"user-1\"}\nuser-1\n");
    CHECK(redaction.file("x.log", "{\"m\":\"maria\"}\nlast", counts) == "{\"m\":\"user-1\"}\nlast\n");
    CHECK(redaction.file("x.log", "", counts).empty());
}

TEST_CASE("JSON without end does not exhaust the stack")
{
    Redaction redaction = test_redaction();
    logging::RedactionCounts counts;
    std::string deep(100000, '[');
    deep += std::string(100000, ']');
    CHECK(redaction.file("x.json", deep, counts).size() < 100000);
}
