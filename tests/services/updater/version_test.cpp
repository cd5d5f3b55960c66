// SPDX-License-Identifier: Apache-2.0
#include "services/updater/core/version.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

using berth::updater::compare_versions;

TEST_CASE("versions are ordered as Debian orders them", "[updater]")
{
    const std::vector<std::string> ascending{"0.1.0~rc1",
                                             "0.1.0",
                                             "0.1.0+git1",
                                             "0.1.1",
                                             "0.2",
                                             "0.10",
                                             "1.0~~",
                                             "1.0~",
                                             "1.0",
                                             "1.0-1",
                                             "1.0-1+b1",
                                             "1.0-2",
                                             "1.0-10",
                                             "1.0a",
                                             "1.0+a",
                                             "1.0.1",
                                             "20.10.24+dfsg1-1",
                                             "26.1.5+dfsg1-9~bpo",
                                             "26.1.5+dfsg1-9",
                                             "26.1.5+dfsg1-9+deb13u1",
                                             "28.5.2"};
    for (std::size_t i = 0; i < ascending.size(); ++i) {
        for (std::size_t j = 0; j < ascending.size(); ++j) {
            CAPTURE(ascending[i], ascending[j]);
            const int order = compare_versions(ascending[i], ascending[j]);
            REQUIRE((order < 0) == (i < j));
            REQUIRE((order > 0) == (i > j));
        }
    }
}

TEST_CASE("leading zeros and numbers beyond 64 bits do not matter", "[updater]")
{
    REQUIRE(compare_versions("1.007", "1.7") == 0);
    REQUIRE(compare_versions("1.99999999999999999999", "1.100000000000000000000") < 0);
    REQUIRE(compare_versions("", "") == 0);
}
