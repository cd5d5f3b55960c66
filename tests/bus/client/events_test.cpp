// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "tests/support/fake_broker.hpp"

using namespace berth;
using namespace berth::test;
using google::protobuf::StringValue;

namespace {

StringValue text(const std::string& value)
{
    StringValue message;
    message.set_value(value);
    return message;
}

struct Scene {
    TempDir directory;
    loop::EventLoop loop;
    std::optional<FakeBroker> broker{std::in_place, directory.path().string()};
    client::BusClient client{loop, client::Endpoints::in_directory(directory.path().string()), test_sender()};

    std::string next_event()
    {
        std::optional<wire::Frame> event;
        REQUIRE(turn_until(loop, [&] { return (event = broker->read_event()).has_value(); }));
        StringValue value;
        REQUIRE(value.ParseFromString(event->payload));
        return value.value();
    }
    void wait_subscribed()
    {
        REQUIRE(turn_until(loop, [&] {
            zmq::message_t subscription;
            return broker->events_out.recv(subscription, zmq::recv_flags::dontwait).has_value();
        }));
    }
    void send_event(const std::string& topic, const std::string& value, const std::string& id, bool state)
    {
        wire::Frame frame{topic, wire::make_envelope({}, "google.protobuf.StringValue"),
                          text(value).SerializeAsString()};
        frame.envelope.set_id(id);
        frame.envelope.set_state(state);
        REQUIRE(wire::send_frame(broker->events_out, frame));
    }
};

} // namespace

TEST_CASE("what is published before a broker listens is kept, states by their last value first")
{
    Scene scene;
    scene.client.publish_state("host.a.x", text("old"));
    scene.client.publish("host.a.happened", text("event"));
    scene.client.publish_state("host.a.x", text("new"));
    scene.broker->listen_to_events();
    CHECK(scene.next_event() == "new");
    CHECK(scene.next_event() == "event");
    scene.client.publish("host.a.happened", text("now"));
    CHECK(scene.next_event() == "now");
}

TEST_CASE("a new broker is told every state again")
{
    Scene scene;
    scene.broker->listen_to_events();
    scene.client.publish_state("host.a.x", text("x"));
    scene.client.publish_state("host.a.y", text("y"));
    CHECK(scene.next_event() == "x");
    CHECK(scene.next_event() == "y");
    scene.broker.reset();
    scene.broker.emplace(scene.directory.path().string());
    scene.broker->listen_to_events();
    CHECK(scene.next_event() == "x");
    CHECK(scene.next_event() == "y");
}

TEST_CASE("a state that is repeated is delivered once, to each subscription")
{
    Scene scene;
    std::vector<std::string> all;
    std::vector<std::string> some;
    scene.client.on_event<StringValue>(
        "host.", [&](const std::string&, const StringValue& value) { all.push_back(value.value()); });
    scene.wait_subscribed();
    scene.send_event("host.a.x", "1", "id-1", true);
    scene.send_event("host.a.x", "1", "id-1", true);
    REQUIRE(turn_until(scene.loop, [&] { return all.size() == 1; }));
    scene.client.on_event<StringValue>(
        "host.a.", [&](const std::string&, const StringValue& value) { some.push_back(value.value()); });
    scene.wait_subscribed();
    scene.send_event("host.a.x", "1", "id-1", true); // what the broker does for the second subscription
    scene.send_event("host.a.x", "2", "id-2", true);
    REQUIRE(turn_until(scene.loop, [&] { return some.size() == 2; }));
    CHECK(all == std::vector<std::string>{"1", "2"});
    CHECK(some == std::vector<std::string>{"1", "2"});
}

TEST_CASE("an event goes to those whose prefix it has and whose type it is")
{
    Scene scene;
    int strings = 0;
    int health = 0;
    bool last = false;
    scene.client.on_event<StringValue>("host.a", [&](const std::string&, const StringValue&) { ++strings; });
    scene.client.on_event<bus::v1::HealthChanged>("host.a",
                                                  [&](const std::string&, const auto&) { ++health; });
    scene.client.on_event<StringValue>("host.z",
                                       [&](const std::string&, const StringValue&) { last = true; });
    for (int i = 0; i < 3; ++i) {
        scene.wait_subscribed();
    }
    scene.send_event("host.a.x", "1", "1", false);
    scene.send_event("host.a.x", "1", "1", false); // no state: the same twice is two events
    scene.send_event("host.z", "end", "2", false);
    REQUIRE(turn_until(scene.loop, [&] { return last; }));
    CHECK(strings == 2);
    CHECK(health == 0);
}

TEST_CASE("a handler may subscribe to more")
{
    Scene scene;
    bool inner = false;
    scene.client.on_event<StringValue>("host.a", [&](const std::string&, const StringValue&) {
        scene.client.on_event<StringValue>("host.b",
                                           [&](const std::string&, const StringValue&) { inner = true; });
    });
    scene.wait_subscribed();
    scene.send_event("host.a", "1", "1", false);
    scene.wait_subscribed();
    scene.send_event("host.b", "2", "2", false);
    CHECK(turn_until(scene.loop, [&] { return inner; }));
}

TEST_CASE("an event larger than the bus carries is the publisher's error")
{
    Scene scene;
    CHECK_THROWS_WITH(scene.client.publish("host.a", text(std::string(2 << 20, 'x'))),
                      Catch::Contains("more than the bus carries"));
    CHECK_THROWS_AS(scene.client.publish(std::string(300, 't'), text("x")), base::Error);
}
