// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/core/room.hpp"

#include <catch2/catch.hpp>

namespace berth::diagnose {
namespace {

constexpr std::uint64_t kMiB = 1ULL << 20U;

Finding space(std::uint64_t free_mib, bool read_only = false)
{
    return judge_space({.free_bytes = free_mib * kMiB, .total_bytes = 1000 * kMiB, .read_only = read_only},
                       {.needed = 512 * kMiB, .comfort = 4096 * kMiB}, "/store", "free space");
}

} // namespace

TEST_CASE("space passes with comfort, warns below it, and fails below what is needed")
{
    CHECK(space(4096).outcome == Outcome::pass);
    CHECK(space(4095).outcome == Outcome::warn);
    CHECK(space(512).outcome == Outcome::warn);
    const Finding full = space(511);
    CHECK(full.outcome == Outcome::fail);
    CHECK(full.evidence == "511 MiB free of 1000 MiB at /store, 512 MiB needed");
    CHECK(full.fix == "free space");
}

TEST_CASE("a read-only file system fails, however much room it has")
{
    CHECK(space(9000, true).outcome == Outcome::fail);
    CHECK(space(9000, true).fix.find("dmesg") != std::string::npos);
}

TEST_CASE("inodes count where the file system has a fixed number of them")
{
    const auto inodes = [](std::uint64_t free, std::uint64_t total) {
        return judge_inodes({.free_inodes = free, .total_inodes = total}, {.needed = 10, .comfort = 100},
                            "/s", "f")
            .outcome;
    };
    CHECK(inodes(0, 0) == Outcome::pass);
    CHECK(inodes(9, 1000) == Outcome::fail);
    CHECK(inodes(10, 1000) == Outcome::warn);
    CHECK(inodes(100, 1000) == Outcome::pass);
}

TEST_CASE("sizes are said in the unit that a person reads")
{
    CHECK(size_words(0) == "0 KiB");
    CHECK(size_words(12 * kMiB) == "12 MiB");
    CHECK(size_words(7680 * kMiB) == "7.5 GiB");
}

} // namespace berth::diagnose
