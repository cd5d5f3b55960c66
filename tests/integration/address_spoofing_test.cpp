// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/support/raw_peer.hpp"
#include "tests/support/test_bus.hpp"

using namespace berth;
using namespace berth::test;

TEST_CASE("a peer that claims another's address is routed nowhere and changes nothing")
{
    TestBus bus;
    bus.add_service("a");
    bus.add_service("b");
    bus.start_broker();
    bus.wait_run("a", "READY");
    bus.wait_run("b", "READY");
    const int b = bus.status("b").pid();
    RawPeer peer(bus.instance().bus_dir(), sender_of("client/evil", bus::v1::SIDE_CLIENT));
    const bus::v1::Sender claimed = sender_of("a", bus::v1::SIDE_HOST);

    wire::Frame command = peer.frame(string_value("die"), "b@host");
    *command.envelope.mutable_sender() = claimed;
    peer.send(command);
    bus::v1::HealthChanged health;
    health.mutable_health()->set_state(bus::v1::Health::STATE_FAILED);
    wire::Frame lie = peer.frame(health, "broker@host");
    *lie.envelope.mutable_sender() = claimed;
    peer.send(lie);

    peer.send(
        peer.frame(string_value("pid"), "b@host")); // its own address, behind the lies in the same queue
    const auto answer = peer.receive_type("google.protobuf.StringValue", kPatience);
    REQUIRE(answer);
    CHECK(answer->payload == string_value(std::to_string(b)).SerializeAsString());
    CHECK(bus.run_of("a") == "READY");
    CHECK(TestBus::text_of(bus.tell("a", "echo mine")) == "mine");
}

TEST_CASE("a client's health is nobody's state")
{
    TestBus bus;
    bus.add_service("a");
    bus.start_broker();
    bus.wait_run("a", "READY");
    RawPeer peer(bus.instance().bus_dir(),
                 sender_of("a", bus::v1::SIDE_CLIENT)); // the name, but not the side
    bus::v1::HealthChanged health;
    health.mutable_health()->set_state(bus::v1::Health::STATE_FAILED);
    peer.send(peer.frame(health, "broker@host"));
    peer.send(peer.frame(bus::v1::ListServices{}, "broker@host"));
    const auto answer = peer.receive_type("berth.bus.v1.ListServicesResponse", kPatience);
    REQUIRE(answer);
    bus::v1::ListServicesResponse response;
    REQUIRE(response.ParseFromString(answer->payload));
    CHECK(response.services(0).run() == bus::v1::ServiceStatus::RUN_READY);
}
