// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <google/protobuf/util/time_util.h>

#include "berth/lifecycle/v1/engine.pb.h"
#include "frontend/cli/print/message_text.hpp"

namespace berth::cli {

TEST_CASE("a message is printed by its fields, without code for it")
{
    lifecycle::v1::EngineStateChanged event;
    event.mutable_engine()->set_state(lifecycle::v1::EngineStatus::STATE_FAILED);
    event.mutable_engine()->set_why("no space left");
    event.mutable_engine()->set_init_host_pid(42);
    event.mutable_engine()->add_degraded("one");
    event.mutable_engine()->add_degraded("two words");
    CHECK(message_text(event) == "engine.state=failed engine.why=\"no space left\" engine.init_host_pid=42 "
                                 "engine.degraded[0]=one engine.degraded[1]=\"two words\"");
}

TEST_CASE("durations are printed as words")
{
    lifecycle::v1::PhaseStarted phase;
    phase.set_phase("x");
    *phase.mutable_deadline() = google::protobuf::util::TimeUtil::SecondsToDuration(90);
    CHECK(message_text(phase) == "phase=x deadline=\"1 min 30 s\"");
}

TEST_CASE("every event's type is linked in, and an unknown one is told apart")
{
    for (const char* type : {"berth.bus.v1.ServiceStateChanged", "berth.lifecycle.v1.EngineStateChanged",
                             "berth.lifecycle.v1.PhaseStarted", "berth.lifecycle.v1.PhaseFinished",
                             "berth.distro.v1.DistroStateChanged", "berth.netbridge.v1.NetworkStateChanged",
                             "berth.netbridge.v1.PortsChanged", "berth.updater.v1.ImagesChanged",
                             "berth.k8s.v1.ClusterStateChanged"}) {
        INFO(type);
        CHECK(parse_any(type, "") != nullptr);
    }
    CHECK(parse_any("berth.future.v1.Thing", "") == nullptr);
    CHECK(parse_any("berth.lifecycle.v1.PhaseStarted", "\xff\xff") == nullptr);
}

} // namespace berth::cli
