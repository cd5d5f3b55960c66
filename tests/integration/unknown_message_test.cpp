// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/support/raw_peer.hpp"
#include "tests/support/test_bus.hpp"

using namespace berth;
using namespace berth::test;

TEST_CASE("an unknown message type is answered by broker and services, with a hint")
{
    TestBus bus;
    bus.add_service("a");
    bus.start_broker();
    bus.wait_run("a", "READY");
    const client::Outcome of_broker = bus.ask("broker@host", string_value("x"));
    CHECK(of_broker.status.code() == bus::v1::STATUS_CODE_UNSUPPORTED);
    CHECK(of_broker.status.message() == "the broker does not know google.protobuf.StringValue");
    CHECK_FALSE(of_broker.status.hint().empty());
    const client::Outcome of_service = bus.ask("a@host", bus::v1::ListServices{});
    CHECK(of_service.status.code() == bus::v1::STATUS_CODE_UNSUPPORTED);
    CHECK(of_service.status.message() == "a@host does not know berth.bus.v1.ListServices");
}

TEST_CASE("bytes that are no message at all harm neither the broker nor other peers")
{
    TestBus bus;
    bus.add_service("a");
    bus.start_broker();
    bus.wait_run("a", "READY");
    RawPeer peer(bus.instance().bus_dir(), sender_of("client/raw", bus::v1::SIDE_CLIENT));
    peer.socket().send(zmq::str_buffer("one part"), zmq::send_flags::none);
    for (const char* part : {"x", "\xff\xff\xff", "z"}) {
        peer.socket().send(zmq::buffer(std::string(part)),
                           *part == 'z' ? zmq::send_flags::none : zmq::send_flags::sndmore);
    }
    wire::Frame broken = peer.frame(bus::v1::StartService{}, "broker@host");
    broken.payload = "\xff\xff";
    peer.send(broken);
    const auto answer = peer.receive_type("berth.bus.v1.StartService", kPatience);
    REQUIRE(answer);
    CHECK(answer->envelope.status().code() == bus::v1::STATUS_CODE_INVALID);
    CHECK(TestBus::text_of(bus.tell("a", "echo fine")) == "fine");
}

TEST_CASE("a message larger than the bus carries costs its sender the connection, nobody else anything")
{
    TestBus bus;
    bus.add_service("a");
    bus.start_broker();
    bus.wait_run("a", "READY");
    RawPeer peer(bus.instance().bus_dir(), sender_of("client/raw", bus::v1::SIDE_CLIENT));
    wire::Frame huge = peer.frame(string_value("x"), "a@host");
    huge.payload.assign(8U << 20U, 'x');
    peer.send(huge);
    CHECK_FALSE(peer.receive_type("google.protobuf.StringValue", std::chrono::milliseconds{200}));
    CHECK(TestBus::text_of(bus.tell("a", "echo fine")) == "fine");
}
