// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <sstream>

#include <catch2/catch.hpp>

#include "base/files.hpp"
#include "tools/protocol/protocol_list.hpp"

using namespace berth::tools;
using Lines = std::vector<std::string>;

TEST_CASE("nothing that an earlier version could send has changed its meaning")
{
    const char* source = std::getenv("BERTH_SOURCE_DIR"); // set by berth_test()
    REQUIRE(source != nullptr);
    std::istringstream text(berth::base::read_file(std::string(source) + "/proto/baseline.txt").value());
    Lines baseline;
    for (std::string line; std::getline(text, line);) {
        baseline.push_back(line);
    }
    REQUIRE(baseline.size() > 100);
    INFO("fields are added only; a removed one reserves its number and name (CONTRIBUTING rule 17)");
    CHECK(broken_lines(baseline, list_protocol()) == Lines{});
    INFO("run tools/update-proto-baseline, which makes the additions binding");
    CHECK(added_lines(baseline, list_protocol()) == Lines{});
}

TEST_CASE("a field that is renumbered, renamed or retyped is found")
{
    const Lines before{"field m 1 a string", "field m 2 b int32", "message m"};
    CHECK(broken_lines(before, before) == Lines{});
    CHECK(broken_lines(before, {"field m 1 a string", "field m 3 b int32", "message m"}) == Lines{before[1]});
    CHECK(broken_lines(before, {"field m 1 z string", "field m 2 b int32", "message m"}) == Lines{before[0]});
    CHECK(broken_lines(before, {"field m 1 a bytes", "field m 2 b int32", "message m"}) == Lines{before[0]});
    CHECK(broken_lines(before, {"field m 1 a string", "field m 2 b int32"}) == Lines{before[2]});
}

TEST_CASE("a field may go when its number and its name stay reserved, and only then")
{
    const Lines before{"field m 1 a string", "message m"};
    CHECK(broken_lines(before, {"message m", "reserved m 1", "reserved m a"}) == Lines{});
    CHECK(broken_lines(before, {"message m", "reserved m 1"}) == Lines{before[0]});
    CHECK(broken_lines(before, {"message m", "reserved m a"}) == Lines{before[0]});
}

TEST_CASE("additions are found")
{
    CHECK(added_lines({"message m"}, {"field m 1 a string", "message m"}) == Lines{"field m 1 a string"});
}
