// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/support/fake_broker.hpp"

using namespace berth;
using namespace berth::test;

namespace {

struct Scene {
    TempDir directory;
    loop::EventLoop loop;
    std::optional<FakeBroker> broker{std::in_place, directory.path().string()};
    client::BusClient client{loop, client::Endpoints::in_directory(directory.path().string()), test_sender()};

    wire::Frame next()
    {
        std::optional<wire::Frame> frame;
        REQUIRE(turn_until(loop, [&] { return (frame = broker->read()).has_value(); }));
        return *frame;
    }
    wire::Frame next(const std::string& type)
    {
        for (;;) {
            if (wire::Frame frame = next(); frame.envelope.message_type() == type) {
                return frame;
            }
        }
    }
    void welcome()
    {
        (void)next("berth.bus.v1.Hello");
        broker->say(broker->last_peer, bus::v1::Welcome{});
        REQUIRE(turn_until(loop, [&] { return client.connected(); }));
    }
};

} // namespace

TEST_CASE("a client says Hello as soon as there is a broker, under its own address")
{
    Scene scene;
    const wire::Frame frame = scene.next();
    CHECK(frame.envelope.message_type() == "berth.bus.v1.Hello");
    CHECK(frame.envelope.target() == wire::kBrokerAddress);
    CHECK(scene.broker->last_peer == "a@host");
    bus::v1::Hello hello;
    REQUIRE(hello.ParseFromString(frame.payload));
    CHECK(hello.protocol_major() == wire::kProtocolMajor);
    CHECK(hello.peer().service() == "a");
    CHECK_FALSE(hello.build().empty());
    CHECK_FALSE(scene.client.connected());
}

TEST_CASE("a client is connected from Welcome on, and says so once")
{
    Scene scene;
    std::vector<bool> changes;
    scene.client.on_connection_change([&](bool connected) { changes.push_back(connected); });
    scene.welcome();
    scene.broker->say("a@host", bus::v1::Welcome{});
    scene.broker->say("a@host", bus::v1::Ping{});
    (void)scene.next("berth.bus.v1.Pong");
    CHECK(changes == std::vector<bool>{true});
}

TEST_CASE("a new broker is greeted by itself, and the loss between is told")
{
    Scene scene;
    std::vector<bool> changes;
    scene.client.on_connection_change([&](bool connected) { changes.push_back(connected); });
    scene.welcome();
    scene.broker.reset();
    REQUIRE(turn_until(scene.loop, [&] { return !scene.client.connected(); }));
    scene.broker.emplace(scene.directory.path().string());
    scene.welcome();
    CHECK(changes == std::vector<bool>{true, false, true});
}

TEST_CASE("a refused client hears why and is not connected")
{
    Scene scene;
    std::string reason;
    scene.client.on_refused([&](const bus::v1::Status& status) { reason = status.message(); });
    (void)scene.next("berth.bus.v1.Hello");
    bus::v1::Status status;
    status.set_code(bus::v1::STATUS_CODE_UNSUPPORTED);
    status.set_message("another version");
    scene.broker->say("a@host", bus::v1::Welcome{}, status);
    REQUIRE(turn_until(scene.loop, [&] { return reason == "another version"; }));
    CHECK_FALSE(scene.client.connected());
}

TEST_CASE("a broker that asks who it is gets Hello again")
{
    Scene scene;
    scene.welcome();
    scene.broker->say("a@host", bus::v1::Hello{});
    CHECK(scene.next().envelope.message_type() == "berth.bus.v1.Hello");
}

TEST_CASE("a Ping is answered with the health of that moment")
{
    Scene scene;
    bus::v1::Health health;
    scene.client.set_health_source([&] { return health; });
    scene.welcome();
    for (const char* why : {"one", "two"}) {
        health.set_why(why);
        scene.broker->say("a@host", bus::v1::Ping{});
        bus::v1::Pong pong;
        REQUIRE(pong.ParseFromString(scene.next("berth.bus.v1.Pong").payload));
        CHECK(pong.health().why() == why);
    }
}

TEST_CASE("Drain reaches its handler with the reason, and Drained and Goodbye go out")
{
    Scene scene;
    bus::v1::DrainReason heard = bus::v1::DRAIN_REASON_UNSPECIFIED;
    scene.client.on_drain([&](bus::v1::DrainReason reason) {
        heard = reason;
        scene.client.send_drained();
        scene.client.send_goodbye();
    });
    scene.welcome();
    bus::v1::Drain drain;
    drain.set_reason(bus::v1::DRAIN_REASON_RESTART);
    scene.broker->say("a@host", drain);
    CHECK(scene.next().envelope.message_type() == "berth.bus.v1.Drained");
    CHECK(scene.next().envelope.message_type() == "berth.bus.v1.Goodbye");
    CHECK(heard == bus::v1::DRAIN_REASON_RESTART);
}

TEST_CASE("bytes that are no message do not disturb a client")
{
    Scene scene;
    scene.welcome();
    scene.broker->commands.send(zmq::str_buffer("a@host"), zmq::send_flags::sndmore);
    scene.broker->commands.send(zmq::str_buffer("nonsense"), zmq::send_flags::none);
    scene.broker->say("a@host", bus::v1::Ping{});
    CHECK(scene.next().envelope.message_type() == "berth.bus.v1.Pong");
}
