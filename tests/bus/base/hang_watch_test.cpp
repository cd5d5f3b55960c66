// SPDX-License-Identifier: Apache-2.0
#include "base/hang_watch.hpp"

#include <catch2/catch.hpp>

using berth::base::HangWatch;
using namespace std::chrono_literals;

namespace {

const HangWatch::Time kStart{1h};

/// Looks each second from then to then, without an answer; was it found to hang?
bool hangs_between(HangWatch& watch, HangWatch::Time from, HangWatch::Time end)
{
    bool hung = false;
    for (; from <= end; from += 1s) {
        hung = watch.is_silent(from) || hung;
    }
    return hung;
}

} // namespace

TEST_CASE("a process that has answered and does not any more hangs after ten seconds")
{
    HangWatch watch;
    watch.answered(kStart);
    CHECK_FALSE(hangs_between(watch, kStart + 1s, kStart + 10s));
    CHECK(watch.is_silent(kStart + 11s));
}

TEST_CASE("one answer forgives the silence before it")
{
    HangWatch watch;
    watch.answered(kStart);
    CHECK_FALSE(hangs_between(watch, kStart + 1s, kStart + 9s));
    watch.answered(kStart + 10s);
    CHECK_FALSE(hangs_between(watch, kStart + 11s, kStart + 20s));
}

TEST_CASE(
    "a process that has never answered may still be starting, and so may the successor of one that hung")
{
    HangWatch watch;
    CHECK_FALSE(hangs_between(watch, kStart, kStart + 60s));
    watch.answered(kStart + 61s);
    CHECK(hangs_between(watch, kStart + 62s, kStart + 72s));
    CHECK_FALSE(hangs_between(watch, kStart + 73s, kStart + 130s));
}

TEST_CASE("a time in which nobody looked is nobody's silence")
{
    HangWatch watch;
    watch.answered(kStart);
    CHECK_FALSE(watch.is_silent(kStart + 1s));
    CHECK_FALSE(watch.is_silent(kStart + 60s)); // the machine was suspended
    CHECK_FALSE(hangs_between(watch, kStart + 61s, kStart + 69s));
    CHECK(watch.is_silent(kStart + 70s));
}
