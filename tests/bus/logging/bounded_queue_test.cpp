// SPDX-License-Identifier: Apache-2.0
#include "logging/bounded_queue.hpp"

#include <catch2/catch.hpp>

using berth::logging::BoundedQueue;

TEST_CASE("a queue over its limit drops the oldest and counts them")
{
    BoundedQueue queue(3 * (10 + BoundedQueue::kOverheadBytes));
    for (char c = 'a'; c <= 'e'; ++c) {
        queue.push(std::string(10, c));
    }
    CHECK(queue.size() == 3);
    CHECK(queue.dropped() == 2);
    CHECK(queue.front() == std::string(10, 'c'));
    queue.forget_dropped(2);
    CHECK(queue.dropped() == 0);
}

TEST_CASE("a single record larger than the limit is kept")
{
    BoundedQueue queue(10);
    queue.push(std::string(100, 'x'));
    CHECK(queue.size() == 1);
    queue.push(std::string(100, 'y'));
    CHECK(queue.size() == 1);
    CHECK(queue.dropped() == 1);
    queue.pop();
    CHECK(queue.bytes() == 0);
}
