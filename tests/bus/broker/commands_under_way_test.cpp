// SPDX-License-Identifier: Apache-2.0
#include "broker/core/commands_under_way.hpp"

#include <catch2/catch.hpp>

using berth::broker::CommandsUnderWay;

namespace {

berth::bus::v1::Envelope command(const std::string& target, const std::string& id)
{
    berth::bus::v1::Envelope envelope;
    envelope.set_target(target);
    envelope.set_id(id);
    return envelope;
}

} // namespace

TEST_CASE("a peer that ends leaves the commands that it has not answered, in their order")
{
    CommandsUnderWay commands;
    commands.delivered(command("a@host", "1"));
    commands.delivered(command("b@host", "2"));
    commands.delivered(command("a@host", "3"));
    commands.delivered(command("a@host", "4"));
    commands.answered("a@host", "3");
    const auto left = commands.take("a@host", commands.mark());
    REQUIRE(left.size() == 2);
    CHECK(left[0].id() == "1");
    CHECK(left[1].id() == "4");
    CHECK(commands.take("a@host", commands.mark()).empty());
    CHECK(commands.size() == 1);
}

TEST_CASE("only who has a command answers it")
{
    CommandsUnderWay commands;
    commands.delivered(command("a@host", "1"));
    commands.answered("b@host", "1");
    commands.answered("a@host", "2");
    CHECK(commands.take("a@host", commands.mark()).size() == 1);
}

TEST_CASE("what was delivered after the end is its successor's")
{
    CommandsUnderWay commands;
    commands.delivered(command("a@host", "1"));
    const auto end = commands.mark();
    commands.delivered(command("a@host", "2"));
    CHECK(commands.take("a@host", end).size() == 1);
    CHECK(commands.take("a@host", commands.mark()).front().id() == "2");
}

TEST_CASE("beyond the bound the oldest are forgotten")
{
    CommandsUnderWay commands;
    for (std::size_t i = 0; i <= CommandsUnderWay::kMax; ++i) {
        commands.delivered(command("a@host", std::to_string(i)));
    }
    CHECK(commands.size() == CommandsUnderWay::kMax);
    CHECK(commands.take("a@host", commands.mark()).front().id() == "1");
}
