// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <algorithm>

#include "base/error.hpp"
#include "settings/keys.hpp"
#include "settings/settings.hpp"

namespace berth::settings {

TEST_CASE("every key is listed with type, default and value")
{
    v1::Settings written;
    set_value(written, "logs.max_days", "3");
    const std::vector<KeyInfo> keys = list_keys(written);
    REQUIRE(keys.size() == 8);
    CHECK(keys.front().key == "engine.container_stop_seconds");
    CHECK(keys.front().type == "number");
    CHECK(keys.front().value == "15");
    CHECK_FALSE(keys.front().is_written);
    CHECK(keys.back().key == "logs.max_days");
    CHECK(keys.back().default_value == "14");
    CHECK(keys.back().value == "3");
    CHECK(keys.back().is_written);
    const auto link = std::find_if(keys.begin(), keys.end(),
                                   [](const KeyInfo& each) { return each.key == "sockets.link_client"; });
    REQUIRE(link != keys.end());
    CHECK(link->type == "true|false");
    CHECK(link->default_value == "true");
}

TEST_CASE("a value is set by key and read back as text")
{
    v1::Settings written;
    set_value(written, "engine.container_stop_seconds", "20");
    set_value(written, "sockets.link_client", "false");
    set_value(written, "network.subnet", "10.9.0.0/24");
    CHECK(get_value(written, "engine.container_stop_seconds") == "20");
    CHECK(get_value(written, "sockets.link_client") == "false");
    CHECK(get_value(written, "network.subnet") == "10.9.0.0/24");
    CHECK(get_value(written, "network.mode") == "user");
    CHECK_FALSE(written.has_logs());
}

TEST_CASE("a text of the wrong type or an unusable value changes nothing")
{
    v1::Settings written;
    CHECK_THROWS_WITH(set_value(written, "logs.max_days", "three"),
                      "'logs.max_days' must be a whole number from 0 to 4294967295, not 'three'");
    CHECK_THROWS_WITH(set_value(written, "logs.max_days", "4294967296"), Catch::Contains("4294967296"));
    CHECK_THROWS_WITH(set_value(written, "logs.max_days", ""), Catch::Contains("not ''"));
    CHECK_THROWS_WITH(set_value(written, "sockets.link_client", "1"),
                      "'sockets.link_client' must be true or false, not '1'");
    CHECK_THROWS_WITH(set_value(written, "network.mode", "magic"), Catch::Contains("no network mode"));
    CHECK(written.ByteSizeLong() == 0);
}

TEST_CASE("an unknown key, a group and a path behind a value are refused")
{
    v1::Settings written;
    for (const char* key : {"", "motor", "engine", "engine.", "engine.x", "logs.max_days.x"}) {
        CHECK_THROWS_AS(set_value(written, key, "1"), base::Error);
        CHECK_THROWS_AS(get_value(written, key), base::Error);
    }
    CHECK(written.ByteSizeLong() == 0);
}

TEST_CASE("a reset key goes back to its default and leaves no empty group in the file")
{
    v1::Settings written;
    set_value(written, "logs.max_days", "3");
    reset_value(written, "logs.max_days");
    CHECK(get_value(written, "logs.max_days") == "14");
    CHECK(to_text(written) == "{}\n");
}

} // namespace berth::settings
