// SPDX-License-Identifier: Apache-2.0
// docs/diagnose-checks.md has the table of ids that people read.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <sstream>

#include "base/files.hpp"
#include "frontend/diagnose/check/check.hpp"

namespace berth::diagnose {

TEST_CASE("the page of checks has exactly the program's checks, with their titles, in their order")
{
    const char* const source = std::getenv("BERTH_SOURCE_DIR"); // set by berth_test()
    REQUIRE(source != nullptr);
    std::vector<std::string> written;
    std::istringstream lines(
        base::read_file(std::filesystem::path(source) / "docs/diagnose-checks.md").value());
    for (std::string line; std::getline(lines, line);) {
        if (line.rfind("| `", 0) == 0) {
            written.push_back(line);
        }
    }
    std::vector<std::string> expected;
    for (const Check& check : all_checks()) {
        expected.push_back("| `" + check.id + "` | " + check.title + " |");
    }
    CHECK(written == expected);
}

} // namespace berth::diagnose
