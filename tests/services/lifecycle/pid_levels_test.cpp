// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/core/pid_levels.hpp"

#include <catch2/catch.hpp>

using berth::lifecycle::pid_levels;

TEST_CASE("the pids of a process are those of its line NSpid, from the reader's level down")
{
    CHECK(pid_levels("Name:\tberth-init\nPid:\t21933\nNSpid:\t21933\t1\nNSsid:\t1\n") ==
          std::vector<int>{21933, 1});
    CHECK(pid_levels("Name:\tsh\nNSpid:\t40\t12\t1") == std::vector<int>{40, 12, 1});
    CHECK(pid_levels("Name:\tNSpid:\t1\n").empty()); // a name that looks like the field
    CHECK(pid_levels("").empty());
}
