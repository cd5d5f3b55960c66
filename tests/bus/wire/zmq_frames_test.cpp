// SPDX-License-Identifier: Apache-2.0
#include "wire/zmq_frames.hpp"

#include <catch2/catch.hpp>
#include <google/protobuf/wrappers.pb.h>

using namespace berth;

namespace {

wire::Frame event(const std::string& payload)
{
    return {"host.a.x", wire::make_envelope({}, "berth.bus.v1.Ping"), payload};
}

/// A ROUTER and a DEALER within this process.
struct Line {
    zmq::context_t context{1};
    zmq::socket_t router{context, zmq::socket_type::router};
    zmq::socket_t dealer{context, zmq::socket_type::dealer};
    Line()
    {
        router.set(zmq::sockopt::router_mandatory, 1);
        router.bind("inproc://line");
        dealer.set(zmq::sockopt::routing_id, "a@host");
        dealer.connect("inproc://line");
    }
};

} // namespace

TEST_CASE("a router's message comes with its peer, and the answer finds it")
{
    Line line;
    REQUIRE(wire::send_frame(line.dealer, event("question")));
    const auto received = wire::receive_frame(line.router, true);
    REQUIRE(received);
    CHECK(received->peer == "a@host");
    CHECK(received->frame->payload == "question");
    REQUIRE(wire::send_frame_to(line.router, "a@host", event("answer")));
    CHECK(wire::receive_frame(line.dealer, false)->frame->payload == "answer");
    CHECK_FALSE(wire::receive_frame(line.dealer, false));
}

TEST_CASE("a message for a peer that is not there is an outcome, not a wait or an exception")
{
    Line line;
    CHECK_FALSE(wire::send_frame_to(line.router, "nobody@host", event("x")));
    REQUIRE(wire::send_frame(line.dealer, event("still works")));
    CHECK(wire::receive_frame(line.router, true)->frame->payload == "still works");
}

TEST_CASE("a full queue is an outcome, not a wait")
{
    zmq::context_t context(1);
    zmq::socket_t push(context, zmq::socket_type::dealer);
    push.set(zmq::sockopt::sndhwm, 2);
    push.set(zmq::sockopt::linger, 0);
    push.connect("inproc://nobody-binds-this");
    int sent = 0;
    while (sent < 100 && wire::send_frame(push, event("x"))) {
        ++sent;
    }
    CHECK(sent < 100);
}

TEST_CASE("a message that is no frame is told as a failure and the next one is read")
{
    Line line;
    line.dealer.send(zmq::str_buffer("one part only"), zmq::send_flags::none);
    REQUIRE(wire::send_frame(line.dealer, event("good")));
    const auto broken = wire::receive_frame(line.router, true);
    REQUIRE(broken);
    CHECK(broken->frame.has_error());
    CHECK(wire::receive_frame(line.router, true)->frame->payload == "good");
}

TEST_CASE("a message of many parts is read to its end")
{
    Line line;
    for (int i = 0; i < 50; ++i) {
        line.dealer.send(zmq::str_buffer("part"), i < 49 ? zmq::send_flags::sndmore : zmq::send_flags::none);
    }
    CHECK(wire::receive_frame(line.router, true)->frame.has_error());
    CHECK_FALSE(wire::receive_frame(line.router, true));
}

TEST_CASE("what is passed on unread has the very bytes that came")
{
    Line line;
    wire::Frame frame = event("payload");
    frame.envelope.set_state(true);
    const std::string envelope = frame.envelope.SerializeAsString() + "\xfa\x3f\x03new"; // of a later version
    line.dealer.send(zmq::buffer(frame.topic), zmq::send_flags::sndmore);
    line.dealer.send(zmq::buffer(envelope), zmq::send_flags::sndmore);
    line.dealer.send(zmq::buffer(frame.payload), zmq::send_flags::none);
    zmq::message_t peer;
    REQUIRE(line.router.recv(peer));
    wire::Parts parts;
    REQUIRE(parts.receive(line.router));
    CHECK(parts.head()->state);
    CHECK(parts.frame()->payload == "payload");
    line.router.send(peer, zmq::send_flags::sndmore);
    REQUIRE(parts.send(line.router));
    for (const std::string& part : {frame.topic, envelope, frame.payload}) {
        zmq::message_t got;
        REQUIRE(line.dealer.recv(got));
        CHECK(got.to_string() == part);
    }
}

TEST_CASE("parts that are no frame are read to their end and have no head")
{
    Line line;
    for (int i = 0; i < 50; ++i) {
        line.dealer.send(zmq::str_buffer("part"), i < 49 ? zmq::send_flags::sndmore : zmq::send_flags::none);
    }
    wire::Parts parts;
    REQUIRE(parts.receive(line.router));
    CHECK_FALSE(parts.head());
    CHECK(parts.frame().has_error());
    CHECK_FALSE(parts.receive(line.router));
}

TEST_CASE("an event that is written where it is sent from arrives as one that was put together before")
{
    Line line;
    google::protobuf::StringValue text;
    text.set_value("hello");
    const auto envelope = wire::make_envelope({}, text.GetDescriptor()->full_name());
    wire::Parts parts;
    parts.write("host.a.x", envelope, text);
    CHECK(parts.sizes() == std::array{std::size_t{8}, envelope.ByteSizeLong(), text.ByteSizeLong()});
    REQUIRE(parts.send(line.dealer));
    const auto received = wire::receive_frame(line.router, true);
    REQUIRE(received->frame.has_value());
    CHECK(received->frame->topic == "host.a.x");
    CHECK(received->frame->envelope.id() == envelope.id());
    CHECK(received->frame->payload == text.SerializeAsString());
}
