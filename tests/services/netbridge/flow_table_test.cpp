// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/flow_table.hpp"

#include <string>

#include <catch2/catch.hpp>

using berth::netbridge::FlowTable;
using namespace std::chrono_literals;

namespace {

using Table = FlowTable<int, std::string>;
const Table::Time kStart{1h};

} // namespace

TEST_CASE("a full table gives up the flow that was used longest ago")
{
    Table table(2);
    CHECK_FALSE(table.add(1, "one", kStart));
    CHECK_FALSE(table.add(2, "two", kStart + 1s));
    CHECK(table.use(1, kStart + 2s) == "one");
    CHECK(table.add(3, "three", kStart + 3s) == "two");
    CHECK(table.size() == 2);
    CHECK_FALSE(table.use(2, kStart + 4s));
    CHECK(table.use(1, kStart + 4s) == "one");
}

TEST_CASE("a table knows when a flow was used last")
{
    Table table(2);
    table.add(1, "one", kStart);
    CHECK(table.last_use(1) == kStart);
    (void)table.use(1, kStart + 5s);
    CHECK(table.last_use(1) == kStart + 5s);
    table.remove(1);
    table.remove(1);
    CHECK_FALSE(table.last_use(1));
    CHECK(table.size() == 0);
}

TEST_CASE("a thousand flows that come and go leave what is in use")
{
    Table table(10);
    for (int i = 0; i < 1000; ++i) {
        (void)table.use(0, kStart + std::chrono::seconds(i));
        table.add(i, std::to_string(i), kStart + std::chrono::seconds(i));
    }
    CHECK(table.size() == 10);
    CHECK(table.use(0, kStart + 1h) == "0");
    CHECK_FALSE(table.use(500, kStart + 1h));
}
