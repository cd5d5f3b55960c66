// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "frontend/diagnose/bundle/collect/collect.hpp"
#include "frontend/diagnose/bundle/core/reduce.hpp"

using namespace berth;
using namespace berth::bundle;

TEST_CASE("of the checks stays what they saw of the machine, and of the user's things the outcome alone")
{
    Scene scene;
    scene.ask_checks = [] {
        return R"({"checks":[
            {"id":"store.space","title":"t","outcome":"fail","evidence":"1 GiB left","fix":"free some","duration_ms":3},
            {"id":"context.host","title":"t","outcome":"warn","evidence":"tcp://me@elsewhere","fix":"unset it"},
            {"id":"new.kind","outcome":"pass","evidence":"nobody has looked at this area yet"}],
            "passed":1,"warned":1,"failed":1,"skipped":0,"of_a_later_version":"x"})";
    };
    Findings findings;
    collect_checks(scene, findings);
    REQUIRE(findings.files.size() == 1);
    CHECK(findings.files[0].path == "checks.json");
    CHECK(Json::parse(findings.files[0].content) == Json::parse(R"({"checks":[
        {"id":"store.space","outcome":"fail","evidence":"1 GiB left","fix":"free some","duration_ms":3},
        {"id":"context.host","outcome":"warn"},
        {"id":"new.kind","outcome":"pass"}],
        "passed":1,"warned":1,"failed":1,"skipped":0})"));
}

TEST_CASE("a report that is none is a gap with its reason")
{
    Scene scene;
    scene.ask_checks = []() -> std::string { return "not JSON"; };
    Findings findings;
    CHECK_THROWS_AS(collect_checks(scene, findings), base::Error);
    CHECK(findings.files.empty());
}
