// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/core/store_space.hpp"

#include <catch2/catch.hpp>

using namespace berth::lifecycle;

TEST_CASE("a file system with hardly any room is said so, with its place and what is left")
{
    CHECK(low_space_words(kLowSpaceBytes, "/s").empty());
    CHECK(low_space_words(kLowSpaceBytes - 1, "/s") ==
          "the file system of /s has 127 MiB left: images, containers and volumes cannot grow");
    CHECK(low_space_words(0, "/s").find(" 0 MiB left") != std::string::npos);
}

TEST_CASE("a dockerd that began with a full store begins anew once there is room, and only then")
{
    FullStart start;
    start.began(kFullBytes);
    CHECK_FALSE(start.has_room_again(kLowSpaceBytes));
    start.began(kFullBytes - 1);
    CHECK_FALSE(start.has_room_again(kLowSpaceBytes - 1));
    CHECK(start.has_room_again(kLowSpaceBytes));
    CHECK_FALSE(start.has_room_again(kLowSpaceBytes));
}
