// SPDX-License-Identifier: Apache-2.0
#include "broker/core/last_values.hpp"

#include <catch2/catch.hpp>

using namespace berth;
using broker::LastValues;

namespace {

wire::Frame state(const std::string& topic, const std::string& payload)
{
    wire::Frame frame{topic, {}, payload};
    frame.envelope.set_state(true);
    return frame;
}

std::string all(const LastValues& values, const std::string& prefix)
{
    std::string text;
    values.for_each(prefix,
                    [&](const wire::Frame& frame) { text += frame.topic + "=" + frame.payload + " "; });
    return text;
}

} // namespace

TEST_CASE("the last value of each state topic is kept and found by prefix")
{
    LastValues values;
    values.remember(state("host.b", "1"));
    values.remember(state("host.a.x", "2"));
    values.remember(state("host.a", "3"));
    values.remember(state("guest.a", "4"));
    values.remember(state("host.b", "5"));
    CHECK(all(values, "host.") == "host.a=3 host.a.x=2 host.b=5 ");
    CHECK(all(values, "host.a.") == "host.a.x=2 ");
    CHECK(all(values, "") == "guest.a=4 host.a=3 host.a.x=2 host.b=5 ");
    CHECK(all(values, "zzz").empty());
}

TEST_CASE("an event that is no state is not kept")
{
    LastValues values;
    wire::Frame event = state("host.a", "1");
    event.envelope.set_state(false);
    values.remember(event);
    CHECK(values.size() == 0);
}

TEST_CASE("a state without a payload takes its topic away")
{
    LastValues values;
    values.remember(state("host.a", "1"));
    values.remember(state("host.a", ""));
    CHECK(values.size() == 0);
}

TEST_CASE("topics are bounded; those already kept still change")
{
    LastValues values;
    for (std::size_t i = 0; i < wire::kMaxStates; ++i) {
        values.remember(state("t" + std::to_string(i), "1"));
    }
    values.remember(state("too-many", "1"));
    CHECK(values.size() == wire::kMaxStates);
    CHECK(all(values, "too-many").empty());
    values.remember(state("t0", "2"));
    CHECK(all(values, "t0") == "t0=2 ");
}
