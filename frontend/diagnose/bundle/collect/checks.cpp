// SPDX-License-Identifier: Apache-2.0
// `berth diagnose check --json`, reduced. What a check saw is one line of text that no list of members can
// reduce: it stays only in areas whose checks look at nothing of the user's. Contexts, DNS, certificates and
// mounts name servers, domains and directories; there the outcome alone stays.
#include <algorithm>
#include <array>
#include <string_view>

#include "frontend/diagnose/bundle/collect/collect.hpp"
#include "frontend/diagnose/bundle/collect/findings.hpp"

namespace berth::bundle {
namespace {

const Json& allowed_report()
{
    static const Json kAllowed = Json::parse(R"({
        "checks": [{"id": true, "outcome": true, "evidence": true, "fix": true, "duration_ms": true}],
        "passed": true, "warned": true, "failed": true, "skipped": true
    })");
    return kAllowed;
}

bool tells_what_it_saw(std::string_view id)
{
    constexpr std::array<std::string_view, 10> kAreas{"kernel", "store",     "disk", "images",  "services",
                                                      "api",    "leftovers", "logs", "sockets", "clock"};
    return std::find(kAreas.begin(), kAreas.end(), id.substr(0, id.find('.'))) != kAreas.end();
}

} // namespace

void collect_checks(const Scene& scene, Findings& findings)
{
    Json report = parse_reduced(scene.ask_checks(), allowed_report(), "the checks' report");
    for (Json& check : report["checks"]) {
        if (!tells_what_it_saw(check.value("id", ""))) {
            check.erase("evidence");
            check.erase("fix");
        }
    }
    add_json(findings, "checks.json", report);
}

} // namespace berth::bundle
