// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/core/report.hpp"

#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>

namespace berth::diagnose {
namespace {

Report sample()
{
    return {.results = {
                {"kernel.loop", "there is a free loop device", pass("tried"), std::chrono::milliseconds{3}},
                {"kernel.tun", "tun", warn("tun cannot be used", "modprobe tun")},
                {"store.space", "room", fail("1 MiB free", "free space")},
                {"dns.engine", "names", skip("needs root")}}};
}

} // namespace

TEST_CASE("a report as JSON has every check with its outcome, evidence, fix and duration, and the counts")
{
    const auto json = nlohmann::json::parse(to_json(sample()));
    REQUIRE(json["checks"].size() == 4);
    CHECK(json["checks"][0] == nlohmann::json{{"id", "kernel.loop"},
                                              {"title", "there is a free loop device"},
                                              {"outcome", "pass"},
                                              {"evidence", "tried"},
                                              {"fix", ""},
                                              {"duration_ms", 3}});
    CHECK(json["checks"][1]["outcome"] == "warn");
    CHECK(json["checks"][2]["fix"] == "free space");
    CHECK(json["checks"][3]["outcome"] == "skip");
    CHECK(json["passed"] == 1);
    CHECK(json["warned"] == 1);
    CHECK(json["failed"] == 1);
    CHECK(json["skipped"] == 1);
}

TEST_CASE("evidence that is no UTF-8 does not spoil the JSON")
{
    const Report report{.results = {{"store.exists", "t", fail("no \xff here", "f")}}};
    CHECK(nlohmann::json::parse(to_json(report))["checks"][0]["evidence"] == "no \xEF\xBF\xBD here");
}

TEST_CASE("the exit code tells a berth that is down from every other failure")
{
    CHECK(exit_code_of({}, true) == service::ExitCode::success);
    Report report = sample();
    CHECK(exit_code_of(report, false) == service::ExitCode::failed);
    CHECK(exit_code_of(report, true) == service::ExitCode::failed);
    report.results[2] = {kRunningCheck, "t", fail("berth is not running", "berth up")};
    CHECK(exit_code_of(report, true) == service::ExitCode::not_running);
    CHECK(exit_code_of(report, false) == service::ExitCode::failed); // it hangs
    report.results.push_back({"store.space", "room", fail("full", "free space")});
    CHECK(exit_code_of(report, true) == service::ExitCode::failed);
    report.results = {{"kernel.tun", "tun", warn("w", "f")}, {"dns.engine", "names", skip("s")}};
    CHECK(exit_code_of(report, true) == service::ExitCode::success);
}

} // namespace berth::diagnose
