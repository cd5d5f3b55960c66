// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/support/raw_peer.hpp"
#include "tests/support/test_bus.hpp"

using namespace berth;
using namespace berth::test;

namespace {

bus::v1::Hello hello_of(unsigned major, unsigned minor)
{
    bus::v1::Hello hello;
    hello.set_protocol_major(major);
    hello.set_protocol_minor(minor);
    hello.set_build("9.9");
    return hello;
}

} // namespace

TEST_CASE("a peer of another major version is refused with a hint, and its commands go nowhere")
{
    TestBus bus;
    bus.add_service("a");
    bus.start_broker();
    bus.wait_run("a", "READY");
    RawPeer peer(bus.instance().bus_dir(), sender_of("client/raw", bus::v1::SIDE_CLIENT));
    peer.send(peer.frame(hello_of(wire::kProtocolMajor + 1, 0), "broker@host"));
    const auto welcome = peer.receive_type("berth.bus.v1.Welcome", kPatience);
    REQUIRE(welcome);
    CHECK(welcome->envelope.status().code() == bus::v1::STATUS_CODE_UNSUPPORTED);
    CHECK(welcome->envelope.status().message() ==
          "client/raw@client 9.9 speaks bus protocol 2, this broker 1");
    CHECK(welcome->envelope.status().hint().find("berth restart") != std::string::npos);

    peer.send(peer.frame(bus::v1::Shutdown{}, "broker@host"));
    const auto to_broker = peer.receive_type("berth.bus.v1.Shutdown", kPatience);
    REQUIRE(to_broker);
    CHECK(to_broker->envelope.status().code() == bus::v1::STATUS_CODE_UNSUPPORTED);
    peer.send(peer.frame(string_value("die"), "a@host"));
    const auto to_service = peer.receive_type("google.protobuf.StringValue", kPatience);
    REQUIRE(to_service);
    CHECK(to_service->envelope.status().code() == bus::v1::STATUS_CODE_UNSUPPORTED);
    CHECK(bus.run_of("a") == "READY");

    peer.send(peer.frame(hello_of(wire::kProtocolMajor, 0), "broker@host")); // after an update
    const auto welcomed = peer.receive_type("berth.bus.v1.Welcome", kPatience);
    REQUIRE(welcomed);
    CHECK_FALSE(welcomed->envelope.has_status());
    peer.send(peer.frame(string_value("echo now"), "a@host"));
    CHECK(peer.receive_type("google.protobuf.StringValue", kPatience)->payload ==
          string_value("now").SerializeAsString());
}

TEST_CASE("a peer of a later minor version is welcomed with what both sides speak")
{
    TestBus bus;
    bus.start_broker();
    bus.wait_until("the broker's lock", [&] { return bus.broker_pid() != 0; });
    RawPeer peer(bus.instance().bus_dir(), sender_of("client/raw", bus::v1::SIDE_CLIENT));
    peer.send(peer.frame(hello_of(wire::kProtocolMajor, wire::kProtocolMinor + 5), "broker@host"));
    const auto welcome = peer.receive_type("berth.bus.v1.Welcome", kPatience);
    REQUIRE(welcome);
    bus::v1::Welcome terms;
    REQUIRE(terms.ParseFromString(welcome->payload));
    CHECK(terms.protocol_minor() == wire::kProtocolMinor);
    CHECK(terms.quiet_after().seconds() == 2);
    CHECK(terms.gone_after().seconds() == 10);
}
