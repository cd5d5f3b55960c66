// SPDX-License-Identifier: Apache-2.0
#include "broker/core/sessions.hpp"

#include <catch2/catch.hpp>

using namespace berth;
using broker::Sessions;
using namespace std::chrono_literals;

namespace {

const Sessions::Time kStart{1h};

bus::v1::Sender peer(const std::string& name)
{
    bus::v1::Sender sender;
    sender.set_service(name);
    sender.set_side(bus::v1::SIDE_HOST);
    return sender;
}

/// As the broker looks: often, so that it has not stood still. Returns what the last look told.
Sessions::Due look_until(Sessions& sessions, Sessions::Time from, Sessions::Time end)
{
    for (; from < end; from += 500ms) {
        (void)sessions.due(from);
    }
    return sessions.due(end);
}

} // namespace

TEST_CASE("a peer that is quiet is probed once an interval, not at every look")
{
    Sessions sessions;
    REQUIRE(sessions.hello("a@host", peer("a"), kStart));
    CHECK(sessions.due(kStart + 1999ms).to_probe.empty());
    CHECK(sessions.due(kStart + 2s).to_probe == std::vector<std::string>{"a@host"});
    CHECK(sessions.due(kStart + 3s).to_probe.empty());
    CHECK(sessions.due(kStart + 4s).to_probe == std::vector<std::string>{"a@host"});
}

TEST_CASE("a peer that was heard is left alone")
{
    Sessions sessions;
    REQUIRE(sessions.hello("a@host", peer("a"), kStart));
    sessions.heard("a@host", kStart + 9s);
    const Sessions::Due due = sessions.due(kStart + 10s);
    CHECK(due.to_probe.empty());
    CHECK(due.gone.empty());
}

TEST_CASE("a peer that stays silent is gone, once")
{
    Sessions sessions;
    REQUIRE(sessions.hello("a@host", peer("a"), kStart));
    const Sessions::Due due = look_until(sessions, kStart, kStart + 10s);
    REQUIRE(due.gone.size() == 1);
    CHECK(due.gone.front().service() == "a");
    CHECK(due.to_probe.empty());
    CHECK_FALSE(sessions.knows("a@host"));
    CHECK(sessions.due(kStart + 20s).gone.empty());
}

TEST_CASE("a peer that says Hello again replaces its old self")
{
    Sessions sessions;
    REQUIRE(sessions.hello("a@host", peer("a"), kStart));
    REQUIRE(sessions.hello("a@host", peer("a"), kStart + 9s));
    CHECK(sessions.due(kStart + 10s).gone.empty());
}

TEST_CASE("a peer that does not answer is told of once, until it is heard again")
{
    Sessions sessions;
    REQUIRE(sessions.hello("a@host", peer("a"), kStart));
    CHECK(look_until(sessions, kStart, kStart + 2500ms).silent.empty());
    REQUIRE(sessions.due(kStart + 2600ms).silent.size() == 1);
    CHECK(sessions.due(kStart + 3s).silent.empty());
    sessions.heard("a@host", kStart + 3s);
    CHECK(look_until(sessions, kStart + 3s, kStart + 5500ms).silent.empty());
    CHECK(sessions.due(kStart + 5600ms).silent.size() == 1);
}

TEST_CASE("nobody was silent while the broker itself stood still")
{
    Sessions sessions;
    REQUIRE(sessions.hello("a@host", peer("a"), kStart));
    const Sessions::Due due = sessions.due(kStart + 40s); // the first look since
    CHECK(due.silent.empty());
    CHECK(due.gone.empty());
    CHECK(due.to_probe.empty());
    CHECK(sessions.due(kStart + 41s).to_probe.empty());
    CHECK(sessions.due(kStart + 42s).to_probe.size() == 1);
    CHECK(sessions.due(kStart + 43s).silent.size() == 1);
}

TEST_CASE("a goodbye takes the peer out, and says who it was")
{
    Sessions sessions;
    REQUIRE(sessions.hello("a@host", peer("a"), kStart));
    CHECK(sessions.goodbye("a@host")->service() == "a");
    CHECK_FALSE(sessions.goodbye("a@host"));
    CHECK(sessions.due(kStart + 1h).gone.empty());
}

TEST_CASE("peers are bounded, and a known one always finds its place")
{
    Sessions sessions;
    for (std::size_t i = 0; i < wire::kMaxPeers; ++i) {
        REQUIRE(sessions.hello("p" + std::to_string(i) + "@client", peer("p"), kStart));
    }
    CHECK_FALSE(sessions.hello("one-more@client", peer("p"), kStart));
    CHECK(sessions.hello("p7@client", peer("p"), kStart));
    REQUIRE(sessions.goodbye("p8@client"));
    CHECK(sessions.hello("one-more@client", peer("p"), kStart));
}
