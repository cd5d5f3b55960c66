// SPDX-License-Identifier: Apache-2.0
#include "broker/core/query_rules.hpp"

#include <catch2/catch.hpp>

#include "berth/bus/v1/session.pb.h"
#include "berth/bus/v1/supervision.pb.h"

using namespace berth;
using broker::is_query_address;
using broker::query_objection;

namespace {

const char* const kPeer = "query/1-a@client";

bus::v1::Envelope envelope_of(const google::protobuf::Message& message, const std::string& target)
{
    bus::v1::Envelope envelope;
    envelope.set_message_type(message.GetTypeName());
    envelope.set_target(target);
    return envelope;
}

bool is_denied(const std::string& peer, const bus::v1::Envelope& envelope)
{
    const auto status = query_objection(peer, envelope);
    return status && status->code() == bus::v1::STATUS_CODE_DENIED && !status->hint().empty();
}

} // namespace

TEST_CASE("what is marked read-only may be asked, whoever answers it")
{
    CHECK_FALSE(query_objection(kPeer, envelope_of(bus::v1::ListServices{}, "broker@host")));
    CHECK_FALSE(query_objection(kPeer, envelope_of(bus::v1::ListServices{}, "other@host")));
}

TEST_CASE("what changes anything is denied, and so is what nobody knows")
{
    CHECK(is_denied(kPeer, envelope_of(bus::v1::StartService{}, "broker@host")));
    CHECK(is_denied(kPeer, envelope_of(bus::v1::StopService{}, "broker@host")));
    CHECK(is_denied(kPeer, envelope_of(bus::v1::RestartService{}, "broker@host")));
    CHECK(is_denied(kPeer, envelope_of(bus::v1::Shutdown{}, "broker@host")));
    bus::v1::Envelope unknown;
    unknown.set_message_type("berth.no.v1.Such\nThing");
    CHECK(is_denied(kPeer, unknown));
    CHECK(query_objection(kPeer, unknown)->message() == "only root may send berth.no.v1.Such?Thing");
    CHECK(is_denied(kPeer, {}));
}

TEST_CASE("who may only ask says Hello and Goodbye to the broker, and no other word of a session")
{
    CHECK_FALSE(query_objection(kPeer, envelope_of(bus::v1::Hello{}, "broker@host")));
    CHECK_FALSE(query_objection(kPeer, envelope_of(bus::v1::Goodbye{}, "broker@host")));
    CHECK(is_denied(kPeer, envelope_of(bus::v1::Hello{}, "a@host")));
    CHECK(is_denied(kPeer, envelope_of(bus::v1::Pong{}, "broker@host")));
    CHECK(is_denied(kPeer, envelope_of(bus::v1::HealthChanged{}, "broker@host")));
    CHECK(is_denied(kPeer, envelope_of(bus::v1::Drain{}, "a@host")));
    CHECK(is_denied(kPeer, envelope_of(bus::v1::Drained{}, "broker@host")));
}

TEST_CASE("who may only ask answers nothing")
{
    bus::v1::Envelope answer = envelope_of(bus::v1::ListServices{}, "client/1@client");
    answer.set_correlation_id("1");
    CHECK(is_denied(kPeer, answer));
}

TEST_CASE("an address of another kind may not even ask")
{
    for (const char* peer : {"a@host", "a@guest", "broker@host", "client/1@client", "query/1@host",
                             "query/1@guest", "query/@client", "query/", "@client", ""}) {
        INFO(peer);
        CHECK_FALSE(is_query_address(peer));
        CHECK(is_denied(peer, envelope_of(bus::v1::ListServices{}, "broker@host")));
        CHECK(is_denied(peer, envelope_of(bus::v1::Hello{}, "broker@host")));
    }
    CHECK(is_query_address(kPeer));
}
