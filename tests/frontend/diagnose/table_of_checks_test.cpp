// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <algorithm>
#include <regex>
#include <set>

#include "frontend/diagnose/check/check.hpp"

namespace berth::diagnose {

TEST_CASE("every id is AREA.NAME and there once, and every check has a title")
{
    const std::regex form("[a-z]+\\.[a-z0-9_]+");
    std::set<std::string> ids;
    for (const Check& check : all_checks()) {
        INFO(check.id);
        CHECK(std::regex_match(check.id, form));
        CHECK(ids.insert(check.id).second);
        CHECK(!check.title.empty());
        CHECK(check.deadline.count() > 0);
    }
}

TEST_CASE("what a check needs stands before it")
{
    std::set<std::string> before;
    for (const Check& check : all_checks()) {
        INFO(check.id);
        CHECK((check.needs.check.empty() || before.count(check.needs.check) == 1));
        before.insert(check.id);
    }
    CHECK(before.count(kRunningCheck) == 1);
}

TEST_CASE("the checks of an area stand together")
{
    std::vector<std::string> areas;
    for (const Check& check : all_checks()) {
        const std::string area = check.id.substr(0, check.id.find('.'));
        if (areas.empty() || areas.back() != area) {
            CHECK(std::find(areas.begin(), areas.end(), area) == areas.end());
            areas.push_back(area);
        }
    }
}

} // namespace berth::diagnose
