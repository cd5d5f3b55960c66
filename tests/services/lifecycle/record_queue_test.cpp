// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/lifecycle/core/record_queue.hpp"

using namespace berth::lifecycle;

TEST_CASE("Records come out in the order in which they came")
{
    RecordQueue queue(100);
    queue.push("a");
    queue.push("b");
    CHECK(queue.front() == "a");
    queue.pop();
    CHECK(queue.front() == "b");
    queue.pop();
    CHECK(queue.empty());
}

TEST_CASE("A full queue lets the oldest go and says how many")
{
    RecordQueue queue(3);
    for (const char* record : {"1", "2", "3", "4", "5"}) {
        queue.push(record);
    }
    CHECK(queue.front() == "3");
    CHECK(queue.take_lost() == 2);
    CHECK(queue.take_lost() == 0);
}

TEST_CASE("A record larger than the queue replaces all others")
{
    RecordQueue queue(3);
    queue.push("1");
    queue.push("12345");
    CHECK(queue.front() == "12345");
    CHECK(queue.take_lost() == 1);
}
