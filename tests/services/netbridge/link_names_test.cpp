// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/netbridge/core/link_names.hpp"

using namespace berth::netbridge;

TEST_CASE("each instance has an interface and a table of its own that the kernel can take")
{
    CHECK(link_names("").host_interface == "berth0");
    CHECK(link_names("").nft_table == "berth_default");
    CHECK(link_names("test").host_interface == "berth-test");
    CHECK(link_names("test").nft_table == "berth_test");
    const auto one = link_names("long-instance-1a");
    const auto other = link_names("long-instance-1b");
    CHECK(one.host_interface.size() <= 15);
    CHECK(one.host_interface != other.host_interface);
    CHECK(one.nft_table.find('-') == std::string::npos);
    CHECK(link_names("default").nft_table != link_names("").nft_table);
}
