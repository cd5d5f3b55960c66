// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "frontend/diagnose/bundle/bundle.hpp"
#include "frontend/diagnose/bundle/limits.hpp"
#include "tests/frontend/diagnose/bundle/names.hpp"

using namespace berth;
using namespace berth::bundle;

namespace {

Bundle made_of(const std::vector<Collector>& collectors)
{
    Redaction redaction({}, test_names());
    return make_bundle(collectors, {.instance = base::Instance()}, redaction, "2026-01-01T00:00:00Z",
                       [](const Collector&, std::size_t) {});
}

Collector collector(const std::string& id, void (*collect)(const Scene&, Findings&))
{
    return {id, "its title", std::chrono::seconds(20), collect};
}

} // namespace

TEST_CASE("the manifest comes first, and says of each file what is true of it after its redaction")
{
    const Bundle bundle = made_of({collector("one", [](const Scene&, Findings& findings) {
        findings.files.push_back({"a.log", "by maria\n", true});
        findings.gaps.emplace_back("/mnt/x is away");
    })});
    REQUIRE(bundle.files.size() == 2);
    CHECK(bundle.files[0].path == kManifestName);
    CHECK(bundle.files[1].content == "by user-1\n");
    const Json manifest = Json::parse(bundle.files[0].content);
    CHECK(
        manifest["files"].dump() ==
        R"([{"path":"a.log","size_bytes":10,"sha256":"69823adb5f511c2e99cc176e3ee5c95e)"
        R"(1dee918d3f58bd63b49f3f5b230ee741","collector":"one","only_newest_lines":true,"redacted":{"name":1}}])");
    CHECK(manifest["not_collected"].dump() == R"([{"collector":"one","why":"<path> is away"}])");
    CHECK(manifest["made_at"] == "2026-01-01T00:00:00Z");
}

TEST_CASE("a file that there is no room for is left out, and the manifest says so")
{
    const auto large = [](const Scene&, Findings& findings) {
        findings.files.push_back({"large", std::string(kMaxFindingsBytes - 1000, 'x')});
    };
    std::vector<Collector> collectors(5, collector("large", large));
    const Bundle bundle = made_of(collectors);
    CHECK(bundle.files.size() == 1 + kMaxBundleBytes / kMaxFindingsBytes);
    REQUIRE(bundle.manifest.gaps.size() == 5 - kMaxBundleBytes / kMaxFindingsBytes);
    CHECK(bundle.manifest.gaps[0].why.find("large is left out") == 0);
}
