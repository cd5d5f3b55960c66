// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/support/test_bus.hpp"

using namespace berth;
using namespace berth::test;
using google::protobuf::StringValue;

namespace {

/// A connection that notes every number it sees on a topic.
struct Watcher {
    Watcher(TestBus& bus, const std::string& topic) : connection(bus.connect())
    {
        connection->on_event<StringValue>(
            topic, [this](const std::string&, const StringValue& text) { seen.push_back(text.value()); });
    }
    bool has(const std::string& value) const { return !seen.empty() && seen.back() == value; }
    std::unique_ptr<client::BusClient> connection;
    std::vector<std::string> seen;
};

std::string first_gap(const std::vector<std::string>& numbers)
{
    for (std::size_t i = 1; i < numbers.size(); ++i) {
        if (std::stoi(numbers[i]) != std::stoi(numbers[i - 1]) + 1) {
            return numbers[i - 1] + " is followed by " + numbers[i];
        }
    }
    return {};
}

} // namespace

TEST_CASE("a late subscriber gets the present state first, then the changes")
{
    TestBus bus;
    bus.add_service("a");
    bus.start_broker();
    bus.wait_run("a", "READY");
    CHECK(TestBus::text_of(bus.tell("a", "burst 3")) == "done");
    const Watcher late(bus, state_topic("a"));
    bus.wait_until("the present state", [&] { return late.has("3"); });
    CHECK(late.seen == std::vector<std::string>{"3"});
    CHECK(TestBus::text_of(bus.tell("a", "burst 2")) == "done");
    bus.wait_until("the changes", [&] { return late.has("5"); });
    CHECK(late.seen == std::vector<std::string>{"3", "4", "5"});
}

TEST_CASE("one subscriber's coming repeats nothing to the others, nor to itself")
{
    TestBus bus;
    bus.add_service("a");
    bus.start_broker();
    bus.wait_run("a", "READY");
    (void)bus.tell("a", "burst 1");
    Watcher first(bus, state_topic("a"));
    bus.wait_until("the state", [&] { return first.has("1"); });
    const Watcher second(bus, "host.");
    std::vector<std::string> again; // a second subscription of the first connection gets the state for itself
    first.connection->on_event<StringValue>(
        state_topic("a"),
        [&](const std::string&, const StringValue& text) { again.push_back(text.value()); });
    bus.wait_until("the others' state", [&] { return second.has("1") && !again.empty(); });
    (void)bus.tell("a", "burst 1");
    bus.wait_until("the change", [&] { return first.has("2") && again.back() == "2"; });
    CHECK(first.seen == std::vector<std::string>{"1", "2"});
    CHECK(again == std::vector<std::string>{"1", "2"});
}

TEST_CASE("an event that is no state is not repeated to a late subscriber")
{
    TestBus bus;
    bus.add_service("a");
    bus.start_broker();
    bus.wait_run("a", "READY");
    (void)bus.tell("a", "burst 1");
    const Watcher events(bus, event_topic("a"));
    std::string state; // on the same connection: when it is here, the subscription before it stands
    events.connection->on_event<StringValue>(
        state_topic("a"), [&](const std::string&, const StringValue& text) { state = text.value(); });
    bus.wait_until("the state", [&] { return state == "1"; });
    (void)bus.tell("a", "burst 1");
    bus.wait_until("the new event", [&] { return events.has("2"); });
    CHECK(events.seen == std::vector<std::string>{"2"});
}

TEST_CASE("subscribers that come under load see no gap and no duplicate")
{
    constexpr int kBursts = 40;
    constexpr int kStatesEach = 100;
    TestBus bus;
    bus.add_service("a");
    bus.start_broker();
    bus.wait_run("a", "READY");
    (void)bus.tell("a", "burst 1"); // from here on the states are numbers
    std::vector<std::unique_ptr<Watcher>> watchers;
    int answered = 0;
    for (int i = 0; i < kBursts; ++i) {
        bus.client().request(
            "a@host", string_value("burst " + std::to_string(kStatesEach)), kPatience,
            client::OnOutcome([&](const client::Outcome& outcome) { answered += outcome.ok() ? 1 : 0; }));
        if (i % 8 == 4) {
            watchers.push_back(std::make_unique<Watcher>(bus, state_topic("a")));
        }
        bus.wait_until("some answers", [&] { return answered >= i - 2; });
    }
    const std::string last = std::to_string(1 + kBursts * kStatesEach);
    for (const auto& watcher : watchers) {
        bus.wait_until("the last state", [&] { return watcher->has(last); });
        CHECK(first_gap(watcher->seen).empty());
    }
    bus.wait_until("the last answers", [&] { return answered == kBursts; }); // another socket than the states
}
