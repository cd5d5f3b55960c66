// SPDX-License-Identifier: Apache-2.0
// The broker's door for peers that may only ask.
#include <catch2/catch.hpp>

#include <grp.h>
#include <sys/stat.h>

#include "berth/lifecycle/v1/engine.pb.h"
#include "tests/support/raw_peer.hpp"
#include "tests/support/test_bus.hpp"

using namespace berth;
using namespace berth::test;

namespace {

client::Endpoints questions(const TestBus& bus)
{
    return client::Endpoints::for_questions(bus.instance().bus_dir());
}

RawPeer asker(const TestBus& bus)
{
    return RawPeer(questions(bus), sender_of("query/1-a", bus::v1::SIDE_CLIENT));
}

/// What comes back for a message.
bus::v1::Status answer_to(RawPeer& peer, const wire::Frame& frame)
{
    peer.send(frame);
    const auto answer = peer.receive(kPatience);
    REQUIRE(answer);
    CHECK(answer->envelope.correlation_id() == frame.envelope.id());
    return answer->envelope.status();
}

mode_t mode_of(const std::filesystem::path& path)
{
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    return status.st_mode & 07777U;
}

} // namespace

TEST_CASE("who may only ask is welcomed, sees states, and gets answers from broker and services")
{
    TestBus bus;
    bus.add_service("a");
    bus.start_broker();
    bus.wait_run("a", "READY");
    client::BusClient client(bus.loop(), questions(bus), sender_of("query/1-a", bus::v1::SIDE_CLIENT));
    std::string run;
    client.on_event<bus::v1::ServiceStateChanged>(
        "host.broker.service.a", [&](const std::string&, const bus::v1::ServiceStateChanged& event) {
            run = bus::v1::ServiceStatus::Run_Name(event.service().run());
        });
    bus.wait_until("a Welcome and a state", [&] { return client.connected() && run == "RUN_READY"; });

    bus::v1::ListServicesResponse services;
    client.request<bus::v1::ListServicesResponse>(
        "broker@host", bus::v1::ListServices{}, kPatience,
        [&](const client::Outcome&, const bus::v1::ListServicesResponse& response) { services = response; });
    bus.wait_until("the broker's answer", [&] { return services.services_size() == 1; });

    bus::v1::Status
        status; // this service answers that it does not know the question: it came there, and back
    client.request("a@host", lifecycle::v1::GetEngine{}, kPatience,
                   client::OnOutcome([&](const client::Outcome& outcome) { status = outcome.status; }));
    bus.wait_until("the service's answer", [&] { return !status.message().empty(); });
    CHECK(status.code() == bus::v1::STATUS_CODE_UNSUPPORTED);
    CHECK(status.message() == "a@host does not know berth.lifecycle.v1.GetEngine");
}

TEST_CASE("who may only ask changes nothing, neither at the broker nor at a service")
{
    TestBus bus;
    bus.add_service("a");
    bus.start_broker();
    bus.wait_run("a", "READY");
    const int pid = bus.status("a").pid();
    RawPeer peer = asker(bus);

    bus::v1::StopService stop;
    stop.set_name("a");
    CHECK(answer_to(peer, peer.frame(stop, "broker@host")).code() == bus::v1::STATUS_CODE_DENIED);
    CHECK(answer_to(peer, peer.frame(bus::v1::Shutdown{}, "broker@host")).hint() ==
          "put sudo in front of the command");
    CHECK(answer_to(peer, peer.frame(string_value("die"), "a@host")).code() == bus::v1::STATUS_CODE_DENIED);
    CHECK(answer_to(peer, peer.frame(bus::v1::Drain{}, "a@host")).code() == bus::v1::STATUS_CODE_DENIED);
    CHECK(TestBus::text_of(bus.tell("a", "pid")) == std::to_string(pid));
}

TEST_CASE("who may only ask cannot pose as a service or as one of root's clients")
{
    TestBus bus;
    bus.add_service("a");
    bus.start_broker();
    bus.wait_run("a", "READY");
    for (const bus::v1::Sender& name :
         {sender_of("a", bus::v1::SIDE_HOST), sender_of("b", bus::v1::SIDE_GUEST),
          sender_of("broker", bus::v1::SIDE_HOST), sender_of("client/1", bus::v1::SIDE_CLIENT)}) {
        INFO(wire::address_of(name));
        RawPeer peer(questions(bus), name);
        CHECK(answer_to(peer, peer.frame(bus::v1::Hello{}, "broker@host")).code() ==
              bus::v1::STATUS_CODE_DENIED);
        CHECK(answer_to(peer, peer.frame(bus::v1::ListServices{}, "broker@host")).code() ==
              bus::v1::STATUS_CODE_DENIED);
    }
    CHECK(TestBus::text_of(bus.tell("a", "echo mine")) == "mine"); // commands still go to the real one
    CHECK(bus.run_of("a") == "READY");
}

TEST_CASE("the group berth reaches the sockets for questions and events, and no other [root]", "[root]")
{
    TestBus bus;
    bus.start_broker();
    const std::filesystem::path directory = bus.instance().bus_dir();
    bus.wait_until("the broker's sockets", [&] { return bus.client().connected(); });
    CHECK(mode_of(directory / "commands.sock") == 0700);
    CHECK(mode_of(directory / "events-in.sock") == 0700);
    const bool has_group = ::getgrnam("berth") != nullptr;
    CHECK(mode_of(directory) == (has_group ? 0710U : 0700U));
    CHECK(mode_of(directory / "events-out.sock") == (has_group ? 0660U : 0700U));
    CHECK(mode_of(directory / "queries.sock") == (has_group ? 0660U : 0700U));
}
