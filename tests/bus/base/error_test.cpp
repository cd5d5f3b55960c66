// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"

#include <catch2/catch.hpp>

#include "base/result.hpp"
#include "base/scope_exit.hpp"

using namespace berth::base;

TEST_CASE("a system error says what was being done and what the system said")
{
    const SystemError error("mounting /dev/loop0 on /x", ENODEV, "load a driver");
    CHECK(std::string(error.what()) == "mounting /dev/loop0 on /x: No such device");
    CHECK(error.code() == ENODEV);
    CHECK(error.hint() == "load a driver");
}

TEST_CASE("the value of a failed result is an exception with the same words")
{
    const Result<int> failed = Failure{"no such thing", "make one"};
    try {
        (void)failed.value();
        FAIL("there is no value");
    } catch (const Error& error) {
        CHECK(std::string(error.what()) == "no such thing");
        CHECK(error.hint() == "make one");
    }
    CHECK(Result<int>(3).value() == 3);
}

TEST_CASE("a scope's end runs what was to be done, unless it was released")
{
    int calls = 0;
    {
        const ScopeExit call([&] { ++calls; });
    }
    {
        ScopeExit released([&] { ++calls; });
        released.release();
    }
    CHECK(calls == 1);
}
