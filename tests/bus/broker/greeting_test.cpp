// SPDX-License-Identifier: Apache-2.0
#include "broker/core/greeting.hpp"

#include <catch2/catch.hpp>

#include "wire/limits.hpp"

using namespace berth;

namespace {

bus::v1::Hello hello_of(unsigned major, unsigned minor)
{
    bus::v1::Hello hello;
    hello.set_protocol_major(major);
    hello.set_protocol_minor(minor);
    hello.set_build("1.2.3");
    return hello;
}

} // namespace

TEST_CASE("a peer of the same major version is welcomed with the lower minor version and the heartbeat terms")
{
    const broker::Greeting greeting = broker::greet("a@host", hello_of(wire::kProtocolMajor, 7));
    CHECK_FALSE(greeting.refusal);
    CHECK(greeting.welcome.protocol_minor() == wire::kProtocolMinor);
    CHECK(greeting.welcome.quiet_after().seconds() == 2);
    CHECK(greeting.welcome.gone_after().seconds() == 10);
}

TEST_CASE("an older and a newer major version are refused with both versions and a hint")
{
    for (const unsigned major : {wire::kProtocolMajor - 1, wire::kProtocolMajor + 1}) {
        const broker::Greeting greeting = broker::greet("a@host", hello_of(major, 0));
        REQUIRE(greeting.refusal);
        CHECK(greeting.refusal->code() == bus::v1::STATUS_CODE_UNSUPPORTED);
        CHECK(greeting.refusal->message() ==
              "a@host 1.2.3 speaks bus protocol " + std::to_string(major) + ", this broker 1");
        CHECK_FALSE(greeting.refusal->hint().empty());
    }
}

TEST_CASE("a peer's own words reach messages and logs only short and without control characters")
{
    bus::v1::Hello hello = hello_of(9, 0);
    hello.set_build("x\n\x1b[31m" + std::string(10'000, 'y'));
    const std::string message = broker::greet("a@host", hello).refusal->message();
    CHECK(message.size() < 200);
    CHECK(message.find_first_of("\n\x1b") == std::string::npos);
}
