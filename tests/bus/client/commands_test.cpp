// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "tests/support/fake_broker.hpp"

using namespace berth;
using namespace berth::test;
using google::protobuf::StringValue;
using namespace std::chrono_literals;

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
    FakeBroker broker{directory.path().string()};
    client::BusClient client{loop, client::Endpoints::in_directory(directory.path().string()), test_sender()};

    wire::Frame next(const std::string& type)
    {
        std::optional<wire::Frame> frame;
        REQUIRE(turn_until(loop, [&] {
            frame = broker.read();
            return frame && frame->envelope.message_type() == type;
        }));
        return *frame;
    }
    /// A command to the client under test; its id.
    std::string command(const google::protobuf::Message& message)
    {
        (void)next("berth.bus.v1.Hello"); // connected
        wire::Frame frame{"command", wire::make_envelope({}, message.GetTypeName()),
                          message.SerializeAsString()};
        REQUIRE(wire::send_frame_to(broker.commands, "a@host", frame));
        return frame.envelope.id();
    }
};

} // namespace

TEST_CASE("a command carries its target and deadline, and its response's payload comes back")
{
    Scene scene;
    std::string answer;
    scene.client.request<StringValue>("b@host", text("question"), 10s,
                                      [&](const client::Outcome& outcome, const StringValue& response) {
                                          CHECK(outcome.ok());
                                          answer = response.value();
                                      });
    const wire::Frame command = scene.next("google.protobuf.StringValue");
    CHECK(command.envelope.target() == "b@host");
    CHECK(command.envelope.deadline().seconds() - command.envelope.sent_at().seconds() == 10);
    wire::Frame response{"response", wire::make_envelope({}, "google.protobuf.StringValue"),
                         text("yes").SerializeAsString()};
    response.envelope.set_correlation_id(command.envelope.id());
    REQUIRE(wire::send_frame_to(scene.broker.commands, "a@host", response));
    REQUIRE(turn_until(scene.loop, [&] { return answer == "yes"; }));
}

TEST_CASE("an outcome comes once: the deadline's, and a later response is ignored")
{
    Scene scene;
    int outcomes = 0;
    bus::v1::StatusCode code = bus::v1::STATUS_CODE_UNSPECIFIED;
    scene.client.request("b@host", text("x"), 30ms, client::OnOutcome([&](const client::Outcome& outcome) {
                             ++outcomes;
                             code = outcome.status.code();
                         }));
    const wire::Frame command = scene.next("google.protobuf.StringValue");
    REQUIRE(turn_until(scene.loop, [&] { return outcomes == 1; }));
    CHECK(code == bus::v1::STATUS_CODE_DEADLINE);
    wire::Frame late{"response", wire::make_envelope({}, "google.protobuf.StringValue"), {}};
    late.envelope.set_correlation_id(command.envelope.id());
    REQUIRE(wire::send_frame_to(scene.broker.commands, "a@host", late));
    scene.broker.say("a@host", bus::v1::Ping{});
    (void)scene.next("berth.bus.v1.Pong"); // behind the late response in the same queue
    CHECK(outcomes == 1);
}

TEST_CASE("a response that is not of the expected type is a failure in words")
{
    Scene scene;
    std::string message;
    scene.client.request<StringValue>(
        "b@host", text("x"), 10s,
        [&](const client::Outcome& outcome, const StringValue&) { message = outcome.status.message(); });
    const wire::Frame command = scene.next("google.protobuf.StringValue");
    wire::Frame response{"response", wire::make_envelope({}, "x.Y"), "\xff\xff"};
    response.envelope.set_correlation_id(command.envelope.id());
    REQUIRE(wire::send_frame_to(scene.broker.commands, "a@host", response));
    REQUIRE(turn_until(scene.loop, [&] { return !message.empty(); }));
    CHECK(message == "b@host sent an answer that is not a google.protobuf.StringValue");
}

TEST_CASE("a handler may answer later, and the response names its command")
{
    Scene scene;
    client::ResponderPtr kept;
    scene.client.handle<StringValue>(
        [&](const StringValue&, const client::ResponderPtr& responder) { kept = responder; });
    const std::string id = scene.command(text("x"));
    REQUIRE(turn_until(scene.loop, [&] { return kept != nullptr; }));
    CHECK(kept->request().id() == id);
    kept->reply(text("later"));
    const wire::Frame response = scene.next("google.protobuf.StringValue");
    CHECK(response.envelope.correlation_id() == id);
    CHECK(response.payload == text("later").SerializeAsString());
}

TEST_CASE("a responder that outlives its client has nobody to answer and does no harm")
{
    client::ResponderPtr kept;
    {
        Scene scene;
        scene.client.handle<StringValue>(
            [&](const StringValue&, const client::ResponderPtr& responder) { kept = responder; });
        (void)scene.command(text("x"));
        REQUIRE(turn_until(scene.loop, [&] { return kept != nullptr; }));
    }
    CHECK_NOTHROW(kept->reply(text("too late")));
}

TEST_CASE("a command whose payload is not what its type says is answered as invalid")
{
    Scene scene;
    scene.client.handle<StringValue>([](const StringValue&, const client::ResponderPtr& responder) {
        responder->fail(bus::v1::STATUS_CODE_FAILED, "must not be called");
    });
    (void)scene.next("berth.bus.v1.Hello");
    wire::Frame broken{"command", wire::make_envelope({}, "google.protobuf.StringValue"), "\xff\xff"};
    REQUIRE(wire::send_frame_to(scene.broker.commands, "a@host", broken));
    CHECK(scene.next("google.protobuf.StringValue").envelope.status().code() == bus::v1::STATUS_CODE_INVALID);
}

TEST_CASE("an answer larger than the bus carries becomes a failed one")
{
    Scene scene;
    scene.client.handle<StringValue>([](const StringValue&, const client::ResponderPtr& responder) {
        responder->reply(text(std::string(2 << 20, 'x')));
    });
    (void)scene.command(text("x"));
    const bus::v1::Status status = scene.next("google.protobuf.StringValue").envelope.status();
    CHECK(status.code() == bus::v1::STATUS_CODE_FAILED);
    CHECK(status.message().find("more than the bus carries") != std::string::npos);
}

TEST_CASE("a command that is too large fails in the next turn, never within the call")
{
    Scene scene;
    bool within = true;
    bus::v1::StatusCode code = bus::v1::STATUS_CODE_UNSPECIFIED;
    scene.client.request("b@host", text(std::string(2 << 20, 'x')), 10s,
                         client::OnOutcome([&](const client::Outcome& outcome) {
                             CHECK_FALSE(within);
                             code = outcome.status.code();
                         }));
    within = false;
    REQUIRE(turn_until(scene.loop, [&] { return code == bus::v1::STATUS_CODE_INVALID; }));
}
