// SPDX-License-Identifier: Apache-2.0
// The table of collectors and the page that tells people of it are the same.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <set>
#include <sstream>

#include <fmt/format.h>

#include "base/files.hpp"
#include "frontend/diagnose/bundle/collector.hpp"
#include "frontend/diagnose/bundle/limits.hpp"

using namespace berth;
using namespace berth::bundle;

namespace {

std::string page()
{
    return base::read_file(std::filesystem::path(std::getenv("BERTH_SOURCE_DIR")) / "docs/diagnose-bundle.md")
        .value();
}

} // namespace

TEST_CASE("the page has exactly the program's collectors, in order, with title and deadline")
{
    const std::string whole = page();
    std::istringstream lines(whole.substr(whole.find("| collector |")));
    std::string table;
    for (std::string line; std::getline(lines, line);) {
        if (line.rfind("| `", 0) == 0) {
            table += line.substr(0, line.find(" | ", line.find(" | ", line.find(" | ") + 1) + 1)) + "\n";
        }
    }
    std::string expected;
    for (const Collector& each : all_collectors()) {
        expected += fmt::format("| `{}` | {} | {} s\n", each.id, each.title, each.deadline.count() / 1000);
    }
    CHECK(table == expected);
}

TEST_CASE("every collector has a name of its own, and all deadlines together are within the whole one")
{
    std::set<std::string> ids;
    std::chrono::milliseconds engine{0};
    for (const Collector& each : all_collectors()) {
        CHECK(ids.insert(each.id).second);
        CHECK(each.deadline.count() > 0);
        engine += each.deadline == kFilesDeadline ? std::chrono::milliseconds(0) : each.deadline;
    }
    CHECK(engine < kWholeDeadline); // of those that wait for somebody
    CHECK(page().find(fmt::format("{} s", kWholeDeadline.count() / 1000)) != std::string::npos);
}
